import { buildPrometheusGroups } from "../rules";
import { realTime } from "../rules/timing";
import { buildAlertmanagerValues } from "./alertmanager";
import type { Stack } from "./common";
import { buildGrafanaValues } from "./grafana";
import { buildPrometheusValues, createResources } from "./prometheus";

/**
 * Namespace of the node exporter, the only pods that Pod Security `restricted` does not admit: they use the node's network and
 * process IDs, and mount its /proc, /sys and / to read them. `baseline` allows none of these either, so the level is `privileged`.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
 */
export const nodeExporterNamespace = "monitoring-nodes";

/** Builds the values of the chart kube-prometheus-stack. */
export function buildChartValues(stack: Stack) {
  const groups = buildPrometheusGroups(
    { ...stack, namespace: stack.galleryNamespace, timing: realTime },
    stack.links,
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
    "kube-state-metrics": { resources: createResources("20m", "128Mi") },
    "prometheus-node-exporter": {
      namespaceOverride: nodeExporterNamespace,
      resources: createResources("20m", "64Mi"),
      // Rules and dashboards use the node label.
      prometheus: {
        monitor: {
          relabelings: [{ sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" }],
        },
      },
    },
  };
}

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
