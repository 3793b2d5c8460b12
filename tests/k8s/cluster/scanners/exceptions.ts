/**
 * Findings of kube-score and checkov that the manifests keep, each with its reason. An exception that matches no finding
 * fails the tests, so that this list does not outlive its reasons.
 */
export interface Exception {
  /** The scanners and the ids of their rules. Rules of both that find the same stand together. */
  readonly rules: readonly string[];
  /** Kind, namespace and name of each object. `*` matches the rest of a name. */
  readonly objects: readonly string[];
  readonly reason: string;
}

/** The gallery's parts and the other applications. */
const workloads = ["Deployment/gallery/*", "CronJob/gallery/*", "Job/gallery/migrate-*"];

export const exceptions: readonly Exception[] = [
  {
    rules: ["kube-score container-image-pull-policy", "checkov CKV_K8S_15"],
    objects: workloads,
    reason:
      "IfNotPresent is right for images that do not change: tags in the registry are immutable (account/image-registry.ts), and the policy pin-images rejects tags that move. With Always, no pod could start while the registry is unavailable.",
  },
  {
    rules: ["checkov CKV_K8S_43"],
    objects: workloads,
    reason:
      "The settings accept digests and the tags of one version; the examples in the stacks' files are tags. Tags in the registry are immutable.",
  },
  {
    rules: ["kube-score deployment-has-host-podantiaffinity"],
    objects: ["Deployment/gallery/*"],
    reason:
      "topologySpreadConstraints (k8s/application-pods.ts) spread the pods over zones and nodes. Anti-affinity would count pods of the old version during a rollout as well.",
  },
  {
    rules: ["kube-score networkpolicy-targets-pod", "kube-score ingress-targets-service"],
    objects: ["NetworkPolicy/monitoring/*", "Ingress/monitoring/grafana"],
    reason: "The pods and Services of this namespace are in the Helm chart, which only Helm renders.",
  },
];

const chart = {
  grafana: "Deployment/monitoring/monitoring-grafana",
  operator: "Deployment/monitoring/monitoring-operator",
  kubeStateMetrics: "Deployment/monitoring/monitoring-kube-state-metrics",
  nodeExporter: "DaemonSet/monitoring-nodes/monitoring-prometheus-node-exporter",
} as const;
const workloadsOfChart = Object.values(chart);

/** Findings in the objects of the monitoring chart. */
export const exceptionsOfChart: readonly Exception[] = [
  {
    rules: ["kube-score container-resources", "checkov CKV_K8S_11"],
    objects: workloadsOfChart,
    reason:
      "No CPU limit (k8s/monitoring/values/prometheus.ts): a throttled component misses scrapes while the load is high, when its metrics are needed.",
  },
  {
    rules: ["kube-score container-image-pull-policy", "checkov CKV_K8S_15", "checkov CKV_K8S_43"],
    objects: workloadsOfChart,
    reason:
      "The chart names each image by the tag of one version. With Always, no pod could start while a public registry is unavailable.",
  },
  {
    rules: ["kube-score deployment-replicas"],
    objects: [chart.grafana, chart.operator, chart.kubeStateMetrics],
    reason:
      "Prometheus and Alertmanager evaluate and send the alerts, and have two replicas in prod. They work while one of these restarts.",
  },
  {
    rules: ["checkov CKV_K8S_38"],
    objects: [chart.grafana, chart.operator, chart.kubeStateMetrics],
    reason:
      "Grafana's sidecars read ConfigMaps, the operator and kube-state-metrics watch objects: they use the Kubernetes API with roles of their own.",
  },
  {
    rules: ["kube-score pod-probes-identical"],
    objects: [chart.grafana, chart.operator, chart.nodeExporter],
    reason: "The chart's probes. Each of these processes has one endpoint that reports its health.",
  },
  {
    rules: ["checkov CKV_K8S_8", "checkov CKV_K8S_9"],
    objects: [chart.grafana],
    reason:
      "Grafana has both probes. The chart has one definition of probes for all sidecars, which listen on different ports.",
  },
  {
    rules: ["kube-score container-security-context-readonlyrootfilesystem", "checkov CKV_K8S_22"],
    objects: [chart.grafana],
    reason:
      "The chart does not make these root filesystems read-only, and Grafana cannot be run in the tests to find out what it writes there. The limits of ephemeral storage bound it.",
  },
  {
    rules: ["kube-score container-security-context-user-group-id", "checkov CKV_K8S_40"],
    objects: [chart.grafana],
    reason: "472 is the user of Grafana's image, which owns its folders.",
  },
  {
    rules: ["kube-score environment-variable-key-duplication"],
    objects: [chart.grafana],
    reason:
      "The chart sets GOMEMLIMIT to the whole memory limit. Of two definitions the later one counts, which is that of k8s/monitoring/values/grafana.ts.",
  },
  {
    rules: ["kube-score pod-networkpolicy", "checkov CKV_K8S_17", "checkov CKV_K8S_19"],
    objects: [chart.nodeExporter],
    reason:
      "It measures the node: in the node's network and process IDs, to which NetworkPolicies do not apply (nodeExporterNamespace in k8s/monitoring/values/index.ts).",
  },
  {
    rules: ["checkov CKV_K8S_49"],
    objects: ["ClusterRole/default/monitoring-operator"],
    reason:
      "The role of the chart's operator, for the custom resources and objects that it manages. No other role has access to Secrets (rendered.test.ts).",
  },
  {
    rules: ["kube-score service-targets-pod", "kube-score networkpolicy-targets-pod"],
    objects: [
      "Service/monitoring/monitoring-prometheus",
      "Service/monitoring/monitoring-alertmanager",
      "NetworkPolicy/monitoring/prometheus",
      "NetworkPolicy/monitoring/alertmanager",
    ],
    reason: "The operator creates the pods of Prometheus and Alertmanager.",
  },
];
