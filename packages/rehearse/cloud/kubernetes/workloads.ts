import { logs } from "../aws/common";
import { fixed } from "../billing";
import type { ResourceType } from "../resource-type";
import { volumesOf } from "./capacity";
import { defineKind, missingObjects, type NamedObjects, objectId, status } from "./object";
import { beforePods, namespaceFirst } from "./orders";

const pod = (path: string): NamedObjects => ({
  [`${path}.serviceAccountName`]: "kubernetes:core/v1:ServiceAccount",
  [`${path}.containers[].envFrom[].configMapRef.name`]: "kubernetes:core/v1:ConfigMap",
  [`${path}.containers[].envFrom[].secretRef.name`]: "kubernetes:core/v1:Secret",
  [`${path}.volumes[].secret.secretName`]: "kubernetes:core/v1:Secret",
});

export const resources = {
  "kubernetes:apps/v1:Deployment": defineKind({
    ...status({}),
    replaceOn: ["spec.selector"],
    needs: pod("spec.template.spec"),
    seconds: {
      create: 60,
      update: 45,
      delete: 5,
      source: "estimate: the first pods wait for a node, which Auto Mode adds within about a minute",
    },
    after: [
      ...beforePods,
      {
        first: ["kubernetes:batch/v1:Job"],
        because: "the new version's pods need the migrated schema",
        source: "docs/decisions/0008-migration-job.md",
      },
    ],
  }),
  "kubernetes:batch/v1:Job": defineKind({
    ...status({ succeeded: 1 }),
    replaceOn: ["spec.template", "spec.selector", "spec.completions"],
    needs: pod("spec.template.spec"),
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
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": defineKind({
    ...status({}),
    needs: { "spec.scaleTargetRef.name": "kubernetes:apps/v1:Deployment" },
  }),
  "kubernetes:policy/v1:PodDisruptionBudget": defineKind(status({})),
  "kubernetes:helm.sh/v3:Release": {
    ...defineKind(),
    autoName: { property: "name", maxLength: 53 },
    replaceOn: ["name", "namespace"],
    deleteBeforeReplace: true,
    id: ({ inputs, scope }) => objectId(scope, inputs.namespace, inputs.name),
    refuse: (subject) => missingObjects(subject, { namespace: "kubernetes:core/v1:Namespace" }),
    // The status of a release, as far as it is known before Helm reads the chart.
    outputs: {
      status: ({ inputs }) => ({
        name: inputs.name,
        namespace: inputs.namespace,
        chart: inputs.chart,
        version: inputs.version,
        status: "deployed",
        revision: 1,
      }),
      resourceNames: () => ({}),
    },
    seconds: {
      create: 137,
      update: 60,
      delete: 30,
      source: `kube-prometheus-stack, ${logs}: median of 3 (109 to 154 s)`,
    },
    price: ({ inputs }) => [fixed("EBS gp3", volumesOf(inputs.values))],
    after: [
      ...beforePods,
      {
        first: ["kubernetes:storage.k8s.io/v1:StorageClass"],
        because: "a volume claim needs its storage class",
        source: "https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/",
      },
      namespaceFirst,
      {
        first: ["kubernetes:core/v1:Secret"],
        because: "the chart's pods mount it and do not start without it",
        source: "https://kubernetes.io/docs/concepts/configuration/secret/",
      },
    ],
  } satisfies ResourceType,
};
