import { buildPrometheusGroups } from "../rules";
import { realTime } from "../rules/timing";
import { buildAlertmanagerValues } from "./alertmanager";
import { runsGallery, type Stack } from "./common";
import { buildGrafanaValues, grafanaRole } from "./grafana";
import { buildPrometheusValues, createResources } from "./prometheus";

/**
 * Namespace of the node exporter, the only pods that Pod Security `restricted` does not admit: they use the node's network and
 * process IDs, and mount its /proc, /sys and / to read them. `baseline` allows none of these either, so the level is `privileged`.
 * NetworkPolicies do not apply to pods in a node's network; those of the other namespaces let Prometheus alone connect to them.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
 */
export const nodeExporterNamespace = "monitoring-nodes";

/** Builds the values of the chart kube-prometheus-stack. */
export function buildChartValues(stack: Stack) {
  const groups = buildPrometheusGroups(
    {
      ...stack,
      namespace: stack.galleryNamespace ?? "",
      traces: stack.openSearchUrl !== undefined,
      timing: realTime,
    },
    stack.links,
    runsGallery(stack),
  );
  return {
    fullnameOverride: "monitoring",
    cleanPrometheusOperatorObjectNames: true,
    // The platform has its own rules instead, each with a runbook and a test.
    defaultRules: { create: false },
    additionalPrometheusRulesMap: Object.fromEntries(
      groups.map((group) => [group.name, { groups: [group] }]),
    ),
    ...disabledTargets,
    ...buildPrometheusValues(stack),
    ...buildAlertmanagerValues(stack),
    ...buildGrafanaValues(stack),
    extraManifests: [grafanaRole],
    "kube-state-metrics": { resources: createResources("20m", "128Mi"), collectors },
    "prometheus-node-exporter": {
      namespaceOverride: nodeExporterNamespace,
      resources: createResources("20m", "64Mi"),
      // What Pod Security `restricted` demands and this pod does not need.
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
      // A node without an exporter is a node without alarms: it is not evicted for other pods.
      priorityClassName: "system-node-critical",
      // Rules and dashboards use the node label.
      prometheus: {
        monitor: {
          relabelings: [{ sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" }],
        },
      },
    },
  };
}

/** Kinds that kube-state-metrics reads, and for which the chart grants it access. Secrets and ConfigMaps are not among them. */
const collectors = [
  "cronjobs",
  "daemonsets",
  "deployments",
  "horizontalpodautoscalers",
  "jobs",
  "namespaces",
  "nodes",
  "persistentvolumeclaims",
  "persistentvolumes",
  "poddisruptionbudgets",
  "pods",
  "replicasets",
  "resourcequotas",
  "services",
  "statefulsets",
];

/**
 * Targets that are not scraped. EKS manages the control plane, and runs DNS and kube-proxy as part of the node, so
 * Prometheus cannot reach them. It could reach the API server, but no rule or dashboard uses its tens of thousands of series.
 * https://docs.aws.amazon.com/eks/latest/userguide/automode.html
 */
const disabledTargets = {
  kubeControllerManager: { enabled: false },
  kubeScheduler: { enabled: false },
  kubeEtcd: { enabled: false },
  kubeProxy: { enabled: false },
  coreDns: { enabled: false },
  kubeApiServer: { enabled: false },
};
