/** Where Kubernetes objects hold pods, and a pod its containers. */
import type { Resource } from "./policy";
import { at, isProperties, listAt, type Properties, UNKNOWN } from "./properties";

/** Objects that hold a pod or its template, by type token, and where. */
const podPaths: Readonly<Record<string, string>> = {
  "kubernetes:core/v1:Pod": "spec",
  "kubernetes:core/v1:PodTemplate": "template.spec",
  "kubernetes:core/v1:ReplicationController": "spec.template.spec",
  "kubernetes:apps/v1:Deployment": "spec.template.spec",
  "kubernetes:apps/v1:StatefulSet": "spec.template.spec",
  "kubernetes:apps/v1:DaemonSet": "spec.template.spec",
  "kubernetes:apps/v1:ReplicaSet": "spec.template.spec",
  "kubernetes:batch/v1:Job": "spec.template.spec",
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.spec",
};

/** The types of all objects that start pods. */
export const podKinds: readonly string[] = Object.keys(podPaths);

/** The types of those whose pods run until somebody stops them. */
export const servingKinds: readonly string[] = podKinds.filter((type) => !type.includes(":batch/"));

/** The pod that an object starts: undefined for other objects, UNKNOWN when it is not known yet. */
export function podOf({ type, properties }: Resource): Properties | typeof UNKNOWN | undefined {
  const path = podPaths[type];
  const pod = path === undefined ? undefined : at(properties, path);
  return pod === UNKNOWN || isProperties(pod) ? pod : undefined;
}

/** A container of a pod. */
export interface Container {
  readonly name: string;
  readonly properties: Properties;
  /** sidecar: an init container that keeps running (restartPolicy Always). */
  readonly kind: "main" | "init" | "sidecar";
}

/** Every container that an object starts. */
export function containers(resource: Resource): Container[] {
  const pod = podOf(resource);
  if (pod === UNKNOWN || pod === undefined) return [];
  const named = (path: string, kindOf: (container: Properties) => Container["kind"]) =>
    listAt(pod, path)
      .filter(isProperties)
      .map((properties) => ({
        name: String(at(properties, "name")),
        properties,
        kind: kindOf(properties),
      }));
  return [
    ...named("initContainers", (init) => (at(init, "restartPolicy") === "Always" ? "sidecar" : "init")),
    ...named("containers", () => "main"),
  ];
}
