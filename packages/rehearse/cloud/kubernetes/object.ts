/**
 * Simulates the parts of Kubernetes objects that a rehearsal needs: names, replacements and references. The cluster tests
 * check the objects with a real API server.
 */
import { isProperties, valueAt, valuesAt } from "../paths";
import type { AutoName, Properties, ResourceType, Subject } from "../resource-type";

/** Paths of references in the inputs, and the type of the referenced object, which is in the same namespace if it has one. */
export type NamedObjects = Readonly<Record<string, string>>;

const namespaceType = "kubernetes:core/v1:Namespace";
const serviceType = "kubernetes:core/v1:Service";
const autonamed = "pulumi.com/autonamed";

/** Generated names have up to 63 characters. An annotation marks the name as generated. */
export const autoName: AutoName = {
  property: "metadata.name",
  maxLength: 63,
  mark: (inputs) => {
    const metadata = isProperties(inputs.metadata) ? inputs.metadata : {};
    const annotations = isProperties(metadata.annotations) ? metadata.annotations : {};
    return { ...inputs, metadata: { ...metadata, annotations: { ...annotations, [autonamed]: "true" } } };
  },
};

/** The properties in which a kind of object differs from others. */
export interface Kind extends Partial<ResourceType> {
  /** Objects that must exist, besides the namespace. */
  readonly needs?: NamedObjects;
}

/** Declares a kind of Kubernetes object. Objects of every kind are named, identified and replaced in the same way. */
export function defineKind({ needs = {}, ...kind }: Kind = {}): ResourceType {
  return {
    autoName,
    // With a generated name, the new object can be created before the old one is deleted.
    deleteBeforeReplace: (inputs) => annotationsOf(inputs)[autonamed] !== "true",
    id: ({ inputs, scope }) =>
      objectId(scope, valueAt(inputs, "metadata.namespace"), valueAt(inputs, "metadata.name")),
    outputs: {},
    alreadyExists,
    seconds: { create: 1, delete: 1 },
    // The cost of the pods is the cost of the nodes.
    price: { partOf: "kubernetes:karpenter.sh/v1:NodePool" },
    ...kind,
    replaceOn: ["metadata.name", "metadata.namespace", ...(kind.replaceOn ?? [])],
    refuse: (subject) => [
      ...missingObjects(subject, { "metadata.namespace": namespaceType, ...needs }),
      ...(kind.refuse?.(subject) ?? []),
    ],
  };
}

/**
 * The provider's answer if an object of this kind and name exists and is not in the state: since its version 4.29, it creates and does
 * not take over. https://github.com/pulumi/pulumi-kubernetes/pull/4278
 */
function alreadyExists({ inputs }: Pick<Subject<Properties>, "inputs">): string {
  const name = String(valueAt(inputs, "metadata.name"));
  const group = /^(.+)\//.exec(String(inputs.apiVersion))?.[1];
  const plural = pluralOf(String(inputs.kind));
  const resource = group === undefined ? plural : `${plural}.${group}`;
  const id = objectId("", valueAt(inputs, "metadata.namespace"), name);
  return `resource ${id} was not successfully created by the Kubernetes API server: ${resource} "${name}" already exists`;
}

/** The name of a kind in the API's paths, by the rule of Kubernetes: https://pkg.go.dev/k8s.io/apimachinery/pkg/api/meta#UnsafeGuessKindToResource */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith("s")) return `${singular}es`;
  return singular.endsWith("y") ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

/** A kind whose status is the same for every object. */
export const status = (value: Properties) => ({ outputs: { status: () => value } });

/** Finds references to missing objects. */
export function missingObjects(
  { inputs, cloud, scope }: Omit<Subject<Properties>, "id">,
  needs: NamedObjects,
): string[] {
  const namespace = valueAt(inputs, "metadata.namespace");
  const exists = (type: string, name: string): boolean => {
    if (type === namespaceType && builtInNamespaces.has(name)) return true;
    const inNamespace = cloud.types.find(type)?.namespaced === false ? undefined : namespace;
    if (cloud.find(type, objectId(scope, inNamespace, name))) return true;
    const releases = type === serviceType ? cloud.list("kubernetes:helm.sh/v3:Release") : [];
    return releases
      .filter(({ inputs: release }) => release.namespace === namespace)
      .some(({ inputs: { chart, name: release } }) =>
        servicesOfCharts[String(chart)]?.(String(release)).includes(name),
      );
  };
  return Object.entries(needs).flatMap(([path, type]) =>
    valuesAt(inputs, path)
      .filter((name) => !exists(type, name))
      .map((name) => `${path} refers to ${name}, but there is no such ${type.split(":").at(-1)}`),
  );
}

/** The id of an object in a cluster. */
export function objectId(scope: string, namespace: unknown, name: unknown): string {
  return [scope, namespace, name].filter((part) => part !== undefined && part !== "").join("/");
}

const builtInNamespaces = new Set(["default", "kube-system"]);

/** Services that a chart creates, by the name of the release. The program refers to them but does not create them. */
const servicesOfCharts: Readonly<Record<string, (release: string) => readonly string[]>> = {
  "kube-prometheus-stack": (release) => [`${release}-grafana`],
};

function annotationsOf(inputs: Properties): Properties {
  const annotations = valueAt(inputs, "metadata.annotations");
  return isProperties(annotations) ? annotations : {};
}
