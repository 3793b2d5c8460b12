import { fixed } from "../billing";
import { daemonSet, statefulSet, volumesOf } from "./capacity";
import { defineKind, type NamedObjects, status } from "./object";
import { beforePods, migrationFirst, namespaceFirst, policiesFirst, setupFirst } from "./orders";
import { rolloutSeconds } from "./rollout-seconds";

/** A volume is created and attached: an estimate. */
const volumeSeconds = 15;

/** The objects to which a pod refers. */
export const podReferences = (path: string): NamedObjects => ({
  [`${path}.serviceAccountName`]: "kubernetes:core/v1:ServiceAccount",
  [`${path}.containers[].envFrom[].configMapRef.name`]: "kubernetes:core/v1:ConfigMap",
  [`${path}.containers[].envFrom[].secretRef.name`]: "kubernetes:core/v1:Secret",
  [`${path}.volumes[].configMap.name`]: "kubernetes:core/v1:ConfigMap",
  [`${path}.volumes[].secret.secretName`]: "kubernetes:core/v1:Secret",
});

export const resources = {
  "kubernetes:apps/v1:Deployment": defineKind({
    ...status({}),
    replaceOn: ["spec.selector"],
    needs: podReferences("spec.template.spec"),
    seconds: rolloutSeconds,
    after: [...beforePods, migrationFirst],
  }),
  [statefulSet]: defineKind({
    ...status({}),
    // The API server refuses other changes of these: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#limitations
    replaceOn: ["spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
    needs: {
      ...podReferences("spec.template.spec"),
      "spec.serviceName": "kubernetes:core/v1:Service",
      "spec.volumeClaimTemplates[].spec.storageClassName": "kubernetes:storage.k8s.io/v1:StorageClass",
    },
    // The pod of a number ends before the next one of that number starts.
    seconds: (inputs) => {
      const rollout = rolloutSeconds(inputs);
      return { ...rollout, create: (rollout.create ?? 0) + volumeSeconds };
    },
    price: ({ inputs }) => [fixed("EBS gp3", volumesOf(inputs.spec))],
    after: [
      ...beforePods,
      namespaceFirst,
      policiesFirst,
      setupFirst,
      {
        first: ["kubernetes:storage.k8s.io/v1:StorageClass"],
        because: "a volume claim needs its storage class",
        source: "https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/",
      },
    ],
  }),
  // https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
  [daemonSet]: defineKind({
    ...status({}),
    replaceOn: ["spec.selector"],
    needs: podReferences("spec.template.spec"),
    seconds: rolloutSeconds,
    after: [...beforePods, namespaceFirst, policiesFirst],
  }),
  "kubernetes:batch/v1:Job": defineKind({
    ...status({ succeeded: 1 }),
    replaceOn: ["spec.template", "spec.selector", "spec.completions"],
    needs: podReferences("spec.template.spec"),
    seconds: { create: 60, delete: 2, source: "estimate: its pod waits for a node like a Deployment's" },
    after: [
      ...beforePods,
      {
        first: ["kubernetes:networking.k8s.io/v1:NetworkPolicy"],
        because: "the migration's pod needs DNS and the database",
        source: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
      },
    ],
  }),
  "kubernetes:batch/v1:CronJob": defineKind({
    ...status({}),
    needs: podReferences("spec.jobTemplate.spec.template.spec"),
    after: beforePods,
  }),
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": defineKind(status({})),
  "kubernetes:policy/v1:PodDisruptionBudget": defineKind(status({})),
};
