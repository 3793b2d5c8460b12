/** Changes objects in the cluster without Pulumi, and checks that the engine finds the changes and reverts them. */
import { isProperties, valueAt } from "../cloud/paths";
import type { Kubectl } from "./kubectl";
import { describe, itemsIn, type KubernetesObject, listOf, nameOf } from "./objects";

/** Changes that were made with kubectl. */
export interface Drift {
  /** Objects of which a label has another value. */
  readonly changed: readonly KubernetesObject[];
  /** Objects that were deleted. */
  readonly deleted: readonly KubernetesObject[];
}

const value = "changed-with-kubectl";

/**
 * Changes one label of every object that has one, and deletes one NetworkPolicy: it holds no data, and no object waits for it.
 *
 * @param objects the objects as the program declares them
 */
export async function causeDrift(kubectl: Kubectl, objects: readonly KubernetesObject[]): Promise<Drift> {
  const deleted = objects.filter(({ kind }) => kind === "NetworkPolicy").slice(0, 1);
  const changed = objects.filter((each) => !deleted.includes(each) && labelOf(each) !== undefined);
  for (const object of changed) {
    const [type, name, namespace] = namesOf(object);
    await kubectl(["label", type, name, ...namespace, "--overwrite", `${labelOf(object)}=${value}`]);
  }
  for (const object of deleted) {
    const [type, name, namespace] = namesOf(object);
    await kubectl(["delete", type, name, ...namespace]);
  }
  return { changed, deleted };
}

/** Objects that still have the changed label, or are still absent, in words. */
export async function remainingDrift(
  kubectl: Kubectl,
  { changed, deleted }: Drift,
): Promise<readonly string[]> {
  const all = [...changed, ...deleted];
  if (all.length === 0) return [];
  const found = itemsIn(
    await kubectl(["get", "--filename", "-", "--ignore-not-found", "--output", "json"], {
      input: listOf(all.map(nameOf)),
    }),
  );
  const names = new Set(found.map(describe));
  const stillChanged = found.filter((each) => Object.values(labelsOf(each)).includes(value)).map(describe);
  const stillAbsent = all.map(describe).filter((each) => !names.has(each));
  return [...stillChanged, ...stillAbsent];
}

/** The label to change: the first that selects nothing and has no meaning for the API server. */
function labelOf(object: KubernetesObject): string | undefined {
  return Object.keys(labelsOf(object)).find((key) => !key.startsWith("pod-security.kubernetes.io/"));
}

function labelsOf(object: KubernetesObject): Readonly<Record<string, unknown>> {
  const labels = valueAt(object, "metadata.labels");
  return isProperties(labels) ? labels : {};
}

/** The arguments that name an object: `Deployment.v1.apps api --namespace gallery`. */
function namesOf(
  object: KubernetesObject,
): readonly [type: string, name: string, namespace: readonly string[]] {
  const [group, version] = String(object.apiVersion).split("/");
  const type = version === undefined ? String(object.kind) : `${object.kind}.${version}.${group}`;
  const namespace = valueAt(object, "metadata.namespace");
  return [
    type,
    String(valueAt(object, "metadata.name")),
    namespace === undefined ? [] : ["--namespace", String(namespace)],
  ];
}
