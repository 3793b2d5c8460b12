/** Whether a new version gets the requests in steps between which Prometheus decides. */
export const isStepByStep = ({ strategy }: { readonly strategy: string }): boolean => strategy !== "rolling";

/** The parts of the gallery whose requests come through the load balancer, as the setting `releases` names them. */
export const partsOfGallery: readonly string[] = ["api", "web"];
