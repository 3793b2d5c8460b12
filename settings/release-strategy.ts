/** Whether a new version gets the requests in steps between which Prometheus decides. */
export const isStepByStep = ({ strategy }: { readonly strategy: string }): boolean => strategy !== "rolling";
