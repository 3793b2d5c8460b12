import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** A resource of the program as a provider returned it: its inputs, completed by a name where the program gave none. */
export interface ResolvedResource {
  /** Type token, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** One Kubernetes object as a file. */
export interface Manifest {
  /** Such as `17-deployment-api.yaml`; sorted by name, the files can be applied one after the other. */
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined for objects of the whole cluster. */
  readonly namespace: string | undefined;
  readonly yaml: string;
}

/** What stands in place of a Secret's values. */
export const mask = "(secret)";

/** Kinds in an order in which each finds what it needs; a kind that is not here comes after them, before `last`. */
const first = [
  "Namespace",
  "CustomResourceDefinition",
  "StorageClass",
  "NodeClass",
  "NodePool",
  "IngressClassParams",
  "IngressClass",
  "ResourceQuota",
  "LimitRange",
  "NetworkPolicy",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "Service",
  "Job",
  "Deployment",
];
const last = ["HorizontalPodAutoscaler", "PodDisruptionBudget", "Ingress"];

/** Every Kubernetes object among the resources as a YAML file, in an order that can be applied, without secret values. */
export function renderManifests(resources: readonly ResolvedResource[]): Manifest[] {
  const objects = resources.flatMap(({ type, outputs }) => {
    const [pkg, version = "", kind = ""] = type.split(":");
    // A Helm release is no object of Kubernetes'; its objects are known to Helm alone.
    if (pkg !== "kubernetes" || !version.includes("/") || version.startsWith("helm.sh/")) return [];
    return [toObject(version, kind, outputs)];
  });
  const rank = (kind: string) => {
    const at = first.indexOf(kind);
    if (at >= 0) return at;
    return first.length + 1 + last.indexOf(kind);
  };
  objects.sort((one, other) => rank(one.kind) - rank(other.kind) || one.name.localeCompare(other.name, "en"));
  return objects.map(({ kind, name, namespace, content }, index) => ({
    file: `${String(index + 1).padStart(2, "0")}-${kind.toLowerCase()}-${name}.yaml`,
    kind,
    name,
    namespace,
    yaml: stringify(content, { lineWidth: 0, aliasDuplicateObjects: false }),
  }));
}

/** Where a stack's manifests go, from the project's folder. */
export function manifestFolder(stack: string): string {
  return join("out", stack, "manifests");
}

/** Writes them into a folder that afterwards holds nothing else. */
export function writeManifests(folder: string, manifests: readonly Manifest[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { file, yaml } of manifests) writeFileSync(join(folder, file), yaml);
}

function toObject(version: string, kind: string, outputs: Readonly<Record<string, unknown>>) {
  // What the cluster itself writes is not for a manifest.
  const { status: _, ...inputs } = outputs;
  const content: Record<string, unknown> = {
    // A custom resource brings its own; the core group's tokens say `core/v1` where the API says `v1`.
    apiVersion: inputs.apiVersion ?? version.replace(/^core\//, ""),
    kind: inputs.kind ?? kind,
    ...inputs,
  };
  if (content.kind === "Secret") {
    for (const field of ["data", "stringData"]) content[field] = masked(content[field]);
  }
  const metadata = record(content.metadata);
  return {
    kind: String(content.kind),
    name: String(metadata.name),
    namespace: metadata.namespace === undefined ? undefined : String(metadata.namespace),
    content,
  };
}

function masked(values: unknown): unknown {
  if (values === undefined) return undefined;
  return Object.fromEntries(Object.keys(record(values)).map((key) => [key, mask]));
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
