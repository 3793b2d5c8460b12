import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** A resource as a provider returned it: its inputs, with a generated name if the program sets none. */
export interface ResolvedResource {
  /** Type token, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** One Kubernetes object as a file. */
export interface Manifest {
  /** Such as `17-deployment-api.yaml`. The files can be applied in the order of their names. */
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined for cluster-scoped objects. */
  readonly namespace: string | undefined;
  readonly yaml: string;
}

/** Replaces the values of a Secret. */
export const mask = "(secret)";

/** Kinds in the order of their dependencies. Kinds that are not listed come between `first` and `last`. */
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
  "ApplicationNetworkPolicy",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "Role",
  "RoleBinding",
  "Service",
  "Job",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "AnalysisTemplate",
  "Rollout",
];
const last = ["HorizontalPodAutoscaler", "PodDisruptionBudget", "Ingress"];

/** Renders every Kubernetes object of the resources as a YAML file, in the order to apply them, without secret values. */
export function renderManifests(resources: readonly ResolvedResource[]): Manifest[] {
  const objects = resources.flatMap(({ type, outputs }) => {
    const [pkg, version = "", kind = ""] = type.split(":");
    // A Helm release is not a Kubernetes object. Only Helm knows its objects.
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

/** Folder of a stack's manifests, relative to the project's folder. */
export function manifestFolder(stack: string): string {
  return join("out", stack, "manifests");
}

/** Writes the manifests into a folder. Deletes the folder's previous content. */
export function writeManifests(folder: string, manifests: readonly Manifest[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { file, yaml } of manifests) writeFileSync(join(folder, file), yaml);
}

function toObject(version: string, kind: string, outputs: Readonly<Record<string, unknown>>) {
  // The status is written by the cluster and is not part of a manifest.
  const { status: _, ...inputs } = outputs;
  const content: Record<string, unknown> = {
    // A custom resource has an apiVersion. Tokens of the core group have `core/v1`, the API version is `v1`.
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
