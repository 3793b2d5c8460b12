/** The Kubernetes objects of a stack, and of a release of Helm. */
import { gunzipSync } from "node:zlib";
import { isProperties, valueAt } from "../cloud/paths";
import type { Properties } from "../cloud/resource-type";
import type { ResolvedResource } from "../plan/manifests";
import type { Kubectl } from "./kubectl";

/** An object as kubectl takes it; at least its apiVersion, kind and name. */
export type KubernetesObject = Properties;

const releaseType = "kubernetes:helm.sh/v3:Release";

/** The objects of a stack that kubectl can name, without components, patches and releases. */
export function objectsOf(resources: readonly ResolvedResource[]): readonly KubernetesObject[] {
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:") && type !== releaseType)
    .flatMap(({ type, outputs }) => {
      const object = withKind(type, outputs);
      return valueAt(object, "metadata.name") === undefined ? [] : [object];
    });
}

/** The object of a resource, with apiVersion and kind from its type if the inputs leave them out. */
export function withKind(type: string, inputs: Properties): KubernetesObject {
  const [, version = "", kind = ""] = type.split(":");
  // Tokens of the core group have `core/v1`, the API version is `v1`.
  return { apiVersion: version.replace(/^core\//, ""), kind, ...inputs };
}

/** What names an object: enough to read or delete it. */
export function nameOf(object: KubernetesObject): KubernetesObject {
  const { apiVersion, kind } = object;
  const [name, namespace] = ["metadata.name", "metadata.namespace"].map((path) => valueAt(object, path));
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}

/** An object in words: `Deployment gallery/api`. */
export function describe(object: KubernetesObject): string {
  const [name, namespace] = ["metadata.name", "metadata.namespace"].map((path) => valueAt(object, path));
  return `${object.kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** Those of the objects that the cluster has, in words. Kinds that the cluster does not know count as absent. */
export async function existing(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
): Promise<readonly string[]> {
  const kinds = await knownKinds(kubectl);
  const known = objects.map(nameOf).filter(({ apiVersion, kind }) => kinds.has(`${apiVersion} ${kind}`));
  if (known.length === 0) return [];
  const found = await kubectl(["get", "--filename", "-", "--ignore-not-found", "--output", "json"], {
    input: listOf(known),
  });
  return itemsIn(found).map(describe);
}

/** Deletes those of the objects that the cluster has, and waits until they are gone. */
export async function deleteAll(kubectl: Kubectl, objects: readonly KubernetesObject[]): Promise<void> {
  const kinds = await knownKinds(kubectl);
  const known = objects.map(nameOf).filter(({ apiVersion, kind }) => kinds.has(`${apiVersion} ${kind}`));
  if (known.length === 0) return;
  await kubectl(["delete", "--filename", "-", "--ignore-not-found", "--wait", "--timeout=180s"], {
    input: listOf(known),
    limitSeconds: 200,
  });
}

/** All kinds that the cluster serves, as `apps/v1 Deployment`. */
async function knownKinds(kubectl: Kubectl): Promise<ReadonlySet<string>> {
  const table = await kubectl(["api-resources", "--no-headers"]);
  return new Set(
    table.split("\n").map((line) => {
      // NAME SHORTNAMES APIVERSION NAMESPACED KIND; a row can lack short names.
      const [apiVersion, , kind] = line.trim().split(/\s+/).slice(-3);
      return `${apiVersion} ${kind}`;
    }),
  );
}

/** A list for kubectl's stdin. */
export function listOf(items: readonly KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

/** The objects in kubectl's JSON: of a list, or one. */
export function itemsIn(json: string): readonly KubernetesObject[] {
  if (json.trim() === "") return [];
  const parsed: unknown = JSON.parse(json);
  if (!isProperties(parsed)) return [];
  return Array.isArray(parsed.items) ? parsed.items.filter(isProperties) : [parsed];
}

/** The manifests of a Helm release, from the Secret in which Helm keeps it: base64 of Kubernetes, base64 of Helm, gzip. */
export function manifestsOfRelease(secret: KubernetesObject): string {
  const encoded = Buffer.from(String(valueAt(secret, "data.release")), "base64").toString();
  const release: unknown = JSON.parse(gunzipSync(Buffer.from(encoded, "base64")).toString());
  if (!isProperties(release)) return "";
  const hooks = Array.isArray(release.hooks) ? release.hooks.filter(isProperties) : [];
  return [release.manifest, ...hooks.map(({ manifest }) => manifest)].map(String).join("\n---\n");
}
