/** What EKS Auto Mode has and another cluster has not: its custom resources, and the controller of its load balancers. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { isProperties, valueAt, withValue } from "../cloud/paths";
import { Explained } from "../errors/explained";
import type { Kubectl } from "./kubectl";
import { itemsIn, type KubernetesObject, listOf } from "./objects";
import { ownLabel } from "./record";

/** Folder of the custom resource definitions of Auto Mode. */
export const definitionFolder = join(__dirname, "definitions");

function definitions(): readonly KubernetesObject[] {
  const documents = readdirSync(definitionFolder)
    .sort()
    .flatMap((file) => parseAllDocuments(readFileSync(join(definitionFolder, file), "utf8")));
  return documents.map((each): unknown => each.toJS()).filter(isProperties);
}

/** @throws Explained if the cluster has the kinds of Auto Mode already: there, objects of these kinds start machines. */
export async function refuseAutoMode(kubectl: Kubectl): Promise<void> {
  const names = definitions().map((each) => String(valueAt(each, "metadata.name")));
  const found = await kubectl([
    ...["get", "customresourcedefinitions", ...names],
    ...["--ignore-not-found", "--output", "jsonpath={range .items[*]}{.metadata.name} {end}"],
  ]);
  if (found.trim() === "") return;
  throw new Explained(
    `The cluster has ${found.trim().split(" ").join(", ")}: it is one of EKS Auto Mode or runs Karpenter, where a rehearsal would start ` +
      "machines. Use a cluster made for the rehearsal, such as one of kind.",
  );
}

/** Adds the kinds of Auto Mode to the cluster, with a label by which they are removed at the end. */
export async function addAutoMode(kubectl: Kubectl): Promise<void> {
  const labelled = definitions().map((each) => withValue(each, "metadata.labels", { [ownLabel]: "true" }));
  await kubectl(["create", "--filename", "-"], { input: listOf(labelled) });
  const names = definitions().map((each) => `customresourcedefinition/${valueAt(each, "metadata.name")}`);
  await kubectl(["wait", "--for=condition=Established", "--timeout=30s", ...names]);
}

/**
 * Gives the Ingresses of Auto Mode's class the host name of a load balancer, for which the provider waits. It is no address: nothing
 * serves there.
 *
 * @param hostnameOf the host name of an Ingress
 * @param onFailure called once, if Ingresses cannot be served
 */
export function serveIngresses(
  kubectl: Kubectl,
  hostnameOf: (ingress: KubernetesObject) => string,
  onFailure: (message: string) => void,
): { stop(): Promise<void> } {
  let stopped = false;
  let shown = false;
  const round = async () => {
    const ingresses = itemsIn(await kubectl(["get", "ingress", "--all-namespaces", "--output", "json"]));
    const ours = await autoModeClasses(kubectl, ingresses);
    for (const ingress of ingresses.filter(
      (each) => isWaiting(each) && ours.has(valueAt(each, "spec.ingressClassName")),
    )) {
      const [name, namespace] = ["name", "namespace"].map((key) =>
        String(valueAt(ingress, `metadata.${key}`)),
      );
      const status = { loadBalancer: { ingress: [{ hostname: hostnameOf(ingress) }] } };
      await kubectl([
        ...["--namespace", namespace ?? "", "patch", "ingress", name ?? "", "--subresource=status"],
        ...["--type=merge", "--patch", JSON.stringify({ status })],
      ]);
    }
  };
  const work = (async () => {
    while (!stopped) {
      // An Ingress can be deleted meanwhile. Any other failure is shown once, because the provider then waits for ten minutes.
      await round().catch((error: Error) => {
        if (!shown && !error.message.includes("NotFound")) onFailure(error.message);
        shown ||= !error.message.includes("NotFound");
      });
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await work;
    },
  };
}

function isWaiting(ingress: KubernetesObject): boolean {
  const addresses = valueAt(ingress, "status.loadBalancer.ingress");
  return !Array.isArray(addresses) || addresses.length === 0;
}

/** Names of the classes whose controller is that of Auto Mode. https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html */
async function autoModeClasses(
  kubectl: Kubectl,
  ingresses: readonly KubernetesObject[],
): Promise<ReadonlySet<unknown>> {
  if (!ingresses.some(isWaiting)) return new Set();
  const classes = itemsIn(await kubectl(["get", "ingressclass", "--output", "json"]));
  return new Set(
    classes
      .filter((each) => valueAt(each, "spec.controller") === "eks.amazonaws.com/alb")
      .map((each) => valueAt(each, "metadata.name")),
  );
}
