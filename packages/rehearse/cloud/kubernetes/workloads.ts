import { defineKind, type NamedObjects, status } from "./object";
import { beforePods, migrationFirst } from "./orders";
import { rolloutSeconds } from "./rollout-seconds";

/** The objects to which a pod refers. */
export const podReferences = (path: string): NamedObjects => ({
  [`${path}.serviceAccountName`]: "kubernetes:core/v1:ServiceAccount",
  [`${path}.containers[].envFrom[].configMapRef.name`]: "kubernetes:core/v1:ConfigMap",
  [`${path}.containers[].envFrom[].secretRef.name`]: "kubernetes:core/v1:Secret",
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
