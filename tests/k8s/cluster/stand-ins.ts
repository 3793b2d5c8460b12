/**
 * Objects that runbooks name and prod's program does not create: those of the chart kube-prometheus-stack, those of Auto Mode, and those
 * of the Collector, which prod's stack in tests does not have. Names and labels are the chart's for `fullnameOverride: monitoring`
 * (https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack/templates) and those that the
 * operator gives to its pods (https://prometheus-operator.dev/docs/).
 */
import { agent, gateway } from "../../../k8s/telemetry/addresses";

const container = {
  name: "main",
  image: "example.com/main:1.0.0",
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};
const spec = {
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
  containers: [container],
};

const namespaces = ["monitoring", "monitoring-nodes", gateway.namespace, agent.namespace].map((name) => ({
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

/** Its first pod is `NAME-0`, with a container APP. */
function statefulSet(namespace: string, name: string, app = name) {
  const labels = { "app.kubernetes.io/name": app };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name, namespace },
    spec: {
      serviceName: app,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { ...spec, containers: [{ ...container, name: app }] } },
    },
  };
}

/** What the operator creates for Prometheus or Alertmanager. Its first pod is `APP-monitoring-APP-0`. */
const operated = (app: string) => statefulSet("monitoring", `${app}-monitoring-${app}`, app);

const labels = { app: "stand-in" };
const claimed = {
  accessModes: ["ReadWriteOnce"],
  storageClassName: "gp3-encrypted",
};
const volume = "prometheus-volume";

/** Names that take the place of NAME in the runbooks. */
export const names = { nodeclaim: "general-1", pvc: "prometheus-claim" } as const;

/** The first pods of workloads, which take the place of POD in a line for their namespace. */
export const pods: Readonly<Record<string, string>> = {
  monitoring: "alertmanager-monitoring-alertmanager-0",
  // A StatefulSet in the place of the DaemonSet: the names of its pods are known.
  [agent.namespace]: `${agent.name}-0`,
};

export const objects = [
  operated("prometheus"),
  operated("alertmanager"),
  statefulSet(gateway.namespace, gateway.name),
  statefulSet(agent.namespace, agent.name),
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
  {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: volume },
    spec: {
      ...claimed,
      capacity: { storage: "50Gi" },
      csi: { driver: "ebs.csi.eks.amazonaws.com", volumeHandle: "vol-1" },
    },
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: names.pvc, namespace: "monitoring" },
    spec: { ...claimed, volumeName: volume, resources: { requests: { storage: "50Gi" } } },
  },
];
