import { gateway } from "../../../k8s/telemetry/addresses";

/**
 * Objects that runbooks name and the program does not create itself: those of the chart kube-prometheus-stack, and those of
 * Auto Mode. Names and labels are the chart's for `fullnameOverride: monitoring`
 * (https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack/templates) and those that the
 * operator gives to its pods (https://prometheus-operator.dev/docs/).
 */
const container = {
  name: "main",
  image: "example.com/main:1.0.0",
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};
const spec = {
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
  containers: [container],
};

const namespaces = ["monitoring", "monitoring-nodes"].map((name) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name },
}));

/** A kind of a custom resource, with any fields. */
function definition(group: string, kind: string, scope: string) {
  const [singular, plural] = [kind.toLowerCase(), `${kind.toLowerCase()}s`];
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, singular, plural },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

/** https://karpenter.sh/docs/concepts/nodeclaims/ and https://prometheus-operator.dev/docs/api-reference/api/ */
export const definitions = [
  ...namespaces,
  definition("karpenter.sh", "NodeClaim", "Cluster"),
  definition("monitoring.coreos.com", "ServiceMonitor", "Namespaced"),
];

/** What the operator creates for Prometheus or Alertmanager. Its first pod is `APP-monitoring-APP-0`, with a container APP. */
function operated(app: string) {
  const labels = { "app.kubernetes.io/name": app };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: `${app}-monitoring-${app}`, namespace: "monitoring" },
    spec: {
      serviceName: app,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { ...spec, containers: [{ ...container, name: app }] } },
    },
  };
}

const labels = { app: "stand-in" };
const claimed = {
  accessModes: ["ReadWriteOnce"],
  storageClassName: "gp3-encrypted",
};
const volume = "prometheus-volume";

/** A volume as the driver of EBS creates it, for a claim. Without its claim, another one could take it. */
const createVolume = (name: string, size: string, claimRef: { namespace: string; name: string }) => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name },
  spec: {
    ...claimed,
    claimRef,
    capacity: { storage: size },
    csi: { driver: "ebs.csi.eks.amazonaws.com", volumeHandle: name },
  },
});

/** Names that take the place of NAME in the runbooks. */
export const names = { nodeclaim: "general-1", pvc: "prometheus-claim" } as const;

export const objects = [
  operated("prometheus"),
  operated("alertmanager"),
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "monitoring-prometheus", namespace: "monitoring" },
    spec: { selector: { "app.kubernetes.io/name": "prometheus" }, ports: [{ name: "http-web", port: 9090 }] },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "monitoring-kube-state-metrics", namespace: "monitoring" },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  },
  {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "monitoring-prometheus-node-exporter", namespace: "monitoring-nodes" },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  },
  {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: { name: "monitoring-kubelet", namespace: "monitoring" },
    spec: {},
  },
  {
    apiVersion: "karpenter.sh/v1",
    kind: "NodeClaim",
    metadata: { name: names.nodeclaim },
    spec: {},
  },
  createVolume(volume, "50Gi", { namespace: "monitoring", name: names.pvc }),
  createVolume("telemetry-volume", "10Gi", { namespace: gateway.namespace, name: `state-${gateway.name}-0` }),
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: names.pvc, namespace: "monitoring" },
    spec: { ...claimed, volumeName: volume, resources: { requests: { storage: "50Gi" } } },
  },
];
