/** Finds the pods in Kubernetes objects, and the containers in pods. */
import type { Resource } from "./policy";
import { getList, getValue, isProperties, type Properties, UNKNOWN } from "./properties";

/** Path of the pod's spec in each type of object that has one, by type token. */
const podPaths: Readonly<Record<string, string>> = {
  "kubernetes:core/v1:Pod": "spec",
  "kubernetes:core/v1:PodTemplate": "template.spec",
  "kubernetes:core/v1:ReplicationController": "spec.template.spec",
  "kubernetes:apps/v1:Deployment": "spec.template.spec",
  "kubernetes:apps/v1:StatefulSet": "spec.template.spec",
  "kubernetes:apps/v1:DaemonSet": "spec.template.spec",
  "kubernetes:apps/v1:ReplicaSet": "spec.template.spec",
  // https://argo-rollouts.readthedocs.io/en/stable/features/specification/
  "kubernetes:argoproj.io/v1alpha1:Rollout": "spec.template.spec",
  "kubernetes:batch/v1:Job": "spec.template.spec",
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.spec",
};

/** Types of all objects that create pods. */
export const podTypes: readonly string[] = Object.keys(podPaths);

/** Types of objects whose pods do not run to completion. */
export const longRunningPodTypes: readonly string[] = podTypes.filter((type) => !type.includes(":batch/"));

/** Returns the spec of the pod that an object creates: undefined for other objects, UNKNOWN if it is not known yet. */
export function findPod({ type, properties }: Resource): Properties | typeof UNKNOWN | undefined {
  const path = podPaths[type];
  const pod = path === undefined ? undefined : getValue(properties, path);
  return pod === UNKNOWN || isProperties(pod) ? pod : undefined;
}

/** A container of a pod. */
export interface Container {
  readonly name: string;
  readonly properties: Properties;
  /** sidecar: an init container with restartPolicy Always, which keeps running. */
  readonly kind: "main" | "init" | "sidecar";
}

/** Lists all containers of the pod that an object creates. */
export function listContainers(resource: Resource): Container[] {
  const pod = findPod(resource);
  if (pod === UNKNOWN || pod === undefined) return [];
  const named = (path: string, kindOf: (container: Properties) => Container["kind"]) =>
    getList(pod, path)
      .filter(isProperties)
      .map((properties) => ({
        name: String(getValue(properties, "name")),
        properties,
        kind: kindOf(properties),
      }));
  return [
    ...named("initContainers", (init) => (getValue(init, "restartPolicy") === "Always" ? "sidecar" : "init")),
    ...named("containers", () => "main"),
  ];
}
