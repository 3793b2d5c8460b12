/** A rehearsal whose Kubernetes half runs on a real cluster, through the official provider. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EvaluatedResource } from "../cloud/evaluation";
import { valueAt } from "../cloud/paths";
import { Explained } from "../errors/explained";
import { attach } from "./attachment";
import { addAutoMode, refuseAutoMode, serveIngresses } from "./auto-mode";
import { causeDrift, type Drift, remainingDrift } from "./drift";
import { type Kubectl, kubectlWith } from "./kubectl";
import { existing, type KubernetesObject, nameOf, objectsOf, withKind } from "./objects";
import { findPlugin } from "./plugin";
import { type CreationRecord, cleanUpEarlier, startRecord } from "./record";
import { prepareRequests } from "./requests";
import { readTarget } from "./target";

/** The arguments of a rehearsal on a real cluster. */
export interface RealKubernetesArgs {
  /** Path of the kubeconfig. */
  readonly kubeconfig: string;
  /** The context that the user names. Default: the current one, whose server must be on this machine */
  readonly context?: string | undefined;
  /** The resources of the stack. */
  readonly resources: readonly EvaluatedResource[];
  readonly log: (line: string) => void;
  /** The host name of an Ingress's load balancer. */
  readonly hostnameOf: (ingress: KubernetesObject) => string;
}

/** The real cluster of a rehearsal. */
export interface RealKubernetes {
  /** The ports for `openStack`. */
  readonly attached: Readonly<Record<string, number>>;
  /** Changes objects of the stack with kubectl. */
  causeDrift(): Promise<Drift>;
  /** What of the drift is still there, in words. */
  remainingDrift(drift: Drift): Promise<readonly string[]>;
  /** Objects of the stack that the cluster has, in words. */
  leftovers(): Promise<readonly string[]>;
  /** Stops the provider, and deletes everything that was created in the cluster. */
  close(): Promise<void>;
}

/**
 * Prepares a cluster for a rehearsal, and starts the provider's server.
 *
 * @throws Unavailable without the plugin or kubectl, and Explained if the cluster cannot be reached or must not be used
 */
export async function openRealKubernetes(args: RealKubernetesArgs): Promise<RealKubernetes> {
  const { log, hostnameOf } = args;
  const plugin = findPlugin();
  const target = await readTarget(args.kubeconfig, args.context);
  log(`Kubernetes: context ${target.context}, ${target.server}`);
  log(`Provider: ${plugin.path} (${plugin.source})`);
  const folder = mkdtempSync(join(tmpdir(), "groundwork-kubernetes-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  let record: CreationRecord | undefined;
  try {
    const file = join(folder, "kubeconfig.json");
    writeFileSync(file, target.kubeconfig, { mode: 0o600 });
    const kubectl = kubectlWith(file);
    await reach(kubectl, target.server);
    const removed = await cleanUpEarlier(kubectl);
    if (removed.length > 0) log(`Deleted what a killed rehearsal left: ${removed.join(", ")}`);
    await refuseAutoMode(kubectl);
    const objects = objectsOf(args.resources);
    await refuseExisting(kubectl, objects);
    const started = await startRecord(kubectl, objects.filter(isClusterScoped));
    record = started;
    await addAutoMode(kubectl);
    // With the names that the provider generates.
    const created: KubernetesObject[] = [];
    const prepare = prepareRequests({
      kubeconfig: target.kubeconfig,
      beforeCreate: async (type, inputs) => {
        if (type.startsWith("kubernetes:helm.sh/")) return;
        const object = withKind(type, inputs);
        await started.add(object);
        created.push(object);
      },
    });
    const attachment = await attach(plugin.path, prepare);
    const loadBalancers = serveIngresses(kubectl, hostnameOf, (why) =>
      log(`The Ingresses get no host name: ${why}`),
    );
    return {
      attached: { kubernetes: attachment.port },
      causeDrift: () => causeDrift(kubectl, created),
      remainingDrift: (drift) => remainingDrift(kubectl, drift),
      leftovers: () => existing(kubectl, created),
      async close() {
        attachment.stop();
        await loadBalancers.stop();
        await started.clear();
        removeFolder();
      },
    };
  } catch (error) {
    await record?.clear();
    removeFolder();
    throw error;
  }
}

async function reach(kubectl: Kubectl, server: string): Promise<void> {
  try {
    await kubectl(["get", "--raw", "/readyz", "--request-timeout=10s"], { limitSeconds: 20 });
  } catch (error) {
    if (!(error instanceof Explained) || error.name !== "Explained") throw error;
    throw new Explained(
      `The Kubernetes API at ${server} does not answer:\n${error.message}\nStart the cluster, or pass the kubeconfig of one that runs.`,
    );
  }
}

/** A rehearsal deletes at its end what it created, so it creates nothing that is there. */
async function refuseExisting(kubectl: Kubectl, objects: readonly KubernetesObject[]): Promise<void> {
  const found = await existing(kubectl, objects.map(nameOf));
  if (found.length === 0) return;
  const some = found.slice(0, 8).join(", ");
  const more = found.length > 8 ? ` and ${found.length - 8} more` : "";
  throw new Explained(
    `The cluster has objects that the rehearsal would create: ${some}${more}. Nothing was changed. ` +
      "Remove them, or use a cluster made for the rehearsal, such as one of kind.",
  );
}

/** Namespaces, and objects that are in none. */
function isClusterScoped(object: KubernetesObject): boolean {
  return valueAt(object, "metadata.namespace") === undefined;
}
