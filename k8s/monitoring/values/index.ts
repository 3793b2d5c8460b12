import { prometheusGroups } from "../rules";
import { realTime } from "../rules/timing";
import { alertmanagerValues } from "./alertmanager";
import type { Stack } from "./common";
import { grafanaValues } from "./grafana";
import { prometheusValues, size } from "./prometheus";

/** Where the node exporter runs: it looks at the machine itself, which Pod Security `restricted` does not allow. */
export const nodeExporterNamespace = "monitoring-nodes";

/** Values of the chart kube-prometheus-stack. */
export function chartValues(stack: Stack) {
  const groups = prometheusGroups(
    { ...stack, namespace: stack.galleryNamespace, timing: realTime },
    stack.links,
  );
  return {
    fullnameOverride: "monitoring",
    cleanPrometheusOperatorObjectNames: true,
    // The chart's own rules are about other people's clusters; ours each have a runbook and a test.
    defaultRules: { create: false },
    additionalPrometheusRulesMap: Object.fromEntries(
      groups.map((group) => [group.name, { groups: [group] }]),
    ),
    ...hiddenByEks,
    ...prometheusValues(stack),
    ...alertmanagerValues(stack),
    ...grafanaValues(stack),
    "kube-state-metrics": { resources: size("20m", "128Mi") },
    "prometheus-node-exporter": {
      namespaceOverride: nodeExporterNamespace,
      resources: size("20m", "64Mi"),
      // Rules and dashboards speak of nodes by name.
      prometheus: {
        monitor: {
          relabelings: [{ sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" }],
        },
      },
    },
  };
}

/**
 * What AWS runs out of sight, or as a part of the node (DNS, kube-proxy): nothing there can be scraped. The API server
 * can, but no rule or dashboard asks for any of its tens of thousands of series.
 * https://docs.aws.amazon.com/eks/latest/userguide/automode.html
 */
const hiddenByEks = {
  kubeControllerManager: { enabled: false },
  kubeScheduler: { enabled: false },
  kubeEtcd: { enabled: false },
  kubeProxy: { enabled: false },
  coreDns: { enabled: false },
  kubeApiServer: { enabled: false },
};
