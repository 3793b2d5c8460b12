/**
 * What a rehearsal creates in a cluster, recorded in the cluster before it is created. If a rehearsal is killed, the next one deletes
 * what the record lists, and nothing else.
 */
import { hostname } from "node:os";
import { isProperties, valueAt } from "../cloud/paths";
import { Explained } from "../errors/explained";
import type { Kubectl } from "./kubectl";
import {
  deleteAll,
  describe,
  existing,
  itemsIn,
  type KubernetesObject,
  listOf,
  manifestsOfRelease,
  nameOf,
} from "./objects";

/** Namespace of the record. */
const recordNamespace = "groundwork-rehearsal";
const name = "created";
/** Label of what this tool itself creates in a cluster. */
export const ownLabel = "groundwork.dev/rehearsal";

const namespace: KubernetesObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: recordNamespace, labels: { [ownLabel]: "true" } },
};

/** The record of one rehearsal. */
export interface CreationRecord {
  /** Adds an object that is about to be created. */
  add(object: KubernetesObject): Promise<void>;
  /** Deletes everything in the record, then the record. */
  clear(): Promise<void>;
}

/** The process of a rehearsal. */
interface Owner {
  readonly host: string;
  readonly pid: number;
}

/**
 * Deletes what a killed rehearsal has left.
 *
 * @returns what was deleted, in words
 * @throws Explained if the rehearsal still runs, or runs on another machine, or the namespace is not a record
 */
export async function cleanUpEarlier(
  kubectl: Kubectl,
  isAlive: (pid: number) => boolean = processIsAlive,
): Promise<readonly string[]> {
  const [found] = itemsIn(
    await kubectl(["get", "namespace", recordNamespace, "--ignore-not-found", "--output", "json"]),
  );
  if (found === undefined) return [];
  if (valueAt(found, "metadata.labels") === undefined || !hasOwnLabel(found))
    throw new Explained(
      `The cluster has a namespace ${recordNamespace} that no rehearsal created. Rename or remove it.`,
    );
  const [record] = itemsIn(
    await kubectl([
      ...["--namespace", recordNamespace, "get", "configmap", name, "--ignore-not-found", "--output", "json"],
    ]),
  );
  const owner = parseOwner(valueAt(record ?? {}, "data.owner"));
  if (owner !== undefined && (owner.host !== hostname() || isAlive(owner.pid))) {
    throw new Explained(
      `Process ${owner.pid} on ${owner.host} rehearses on this cluster, or was killed there. Wait until it ends. If it has ended, ` +
        `let it be forgotten, and delete what it left yourself:\n  kubectl delete namespace ${recordNamespace}`,
    );
  }
  const objects = parseObjects(valueAt(record ?? {}, "data.objects"));
  const left = await existing(kubectl, objects);
  await deleteEverything(kubectl, objects);
  return left;
}

/**
 * Creates the record in the cluster.
 *
 * @param objects what the rehearsal will create, as far as it is known
 */
export async function startRecord(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
): Promise<CreationRecord> {
  let recorded = objects.map(nameOf);
  const owner: Owner = { host: hostname(), pid: process.pid };
  await kubectl(["create", "--filename", "-"], { input: listOf([namespace]) });
  const data = () => ({ owner: JSON.stringify(owner), objects: JSON.stringify(recorded) });
  const metadata = { name, namespace: recordNamespace };
  const write = (verb: "create" | "replace") =>
    kubectl([verb, "--filename", "-"], {
      input: listOf([{ apiVersion: "v1", kind: "ConfigMap", metadata, data: data() }]),
    });
  await write("create");
  let writing: Promise<unknown> = Promise.resolve();
  return {
    async add(object) {
      const added = nameOf(object);
      if (recorded.some((each) => describe(each) === describe(added))) return;
      const [space] = [valueAt(added, "metadata.namespace")];
      // A namespace takes its objects along.
      if (
        space !== undefined &&
        recorded.some((each) => each.kind === "Namespace" && valueAt(each, "metadata.name") === space)
      )
        return;
      recorded = [...recorded, added];
      writing = writing.then(() => write("replace"));
      await writing;
    },
    clear: () => deleteEverything(kubectl, recorded),
  };
}

/** Deletes releases of Helm, the objects, and the record. Each step can be repeated. */
async function deleteEverything(kubectl: Kubectl, objects: readonly KubernetesObject[]): Promise<void> {
  const spaces = objects
    .filter(({ kind }) => kind === "Namespace")
    .map((each) => String(valueAt(each, "metadata.name")));
  for (const space of spaces) {
    const releases = itemsIn(
      await kubectl([
        ...["--namespace", space, "get", "secrets", "--field-selector", "type=helm.sh/release.v1"],
        ...["--ignore-not-found", "--output", "json"],
      ]),
    );
    // Objects of a release outside its namespace, such as ClusterRoles.
    for (const release of releases) {
      await kubectl(
        ["--namespace", space, "delete", "--filename", "-", "--ignore-not-found", "--wait=false"],
        {
          input: manifestsOfRelease(release),
          limitSeconds: 120,
        },
      );
    }
  }
  await deleteAll(kubectl, objects);
  await kubectl(
    ["delete", "customresourcedefinitions", "--selector", ownLabel, "--ignore-not-found", "--timeout=60s"],
    { limitSeconds: 90 },
  );
  await kubectl(["delete", "namespace", recordNamespace, "--ignore-not-found", "--timeout=60s"], {
    limitSeconds: 90,
  });
}

function hasOwnLabel(object: KubernetesObject): boolean {
  const labels = valueAt(object, "metadata.labels");
  return isProperties(labels) && ownLabel in labels;
}

function parseOwner(text: unknown): Owner | undefined {
  if (typeof text !== "string") return undefined;
  const owner: unknown = JSON.parse(text);
  if (!isProperties(owner) || typeof owner.host !== "string" || typeof owner.pid !== "number")
    return undefined;
  return { host: owner.host, pid: owner.pid };
}

function parseObjects(text: unknown): readonly KubernetesObject[] {
  const objects: unknown = typeof text === "string" ? JSON.parse(text) : [];
  return Array.isArray(objects) ? objects.filter(isProperties) : [];
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
