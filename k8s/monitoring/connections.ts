/** The connections between pods of the namespace `monitoring`, and from them to others. All others are denied. */
import { tcp } from "../network-peers";

/** Labels of each part's pods, which the chart or its operator sets. */
export const parts = {
  prometheus: { "app.kubernetes.io/name": "prometheus" },
  alertmanager: { "app.kubernetes.io/name": "alertmanager" },
  grafana: { "app.kubernetes.io/name": "grafana" },
  operator: { app: "kube-prometheus-stack-operator" },
  "kube-state-metrics": { "app.kubernetes.io/name": "kube-state-metrics" },
} as const;
export type Part = keyof typeof parts;
export const partNames: readonly Part[] = [
  "prometheus",
  "alertmanager",
  "grafana",
  "operator",
  "kube-state-metrics",
];

/** A port, TCP unless it says otherwise. */
interface Port {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/** A connection from each pod of one part to each pod of the other. */
interface Connection {
  readonly from: Part;
  readonly to: Part;
  readonly ports: readonly Port[];
}

/** Port of the config reloader's metrics, in pods of Prometheus and Alertmanager. */
const reloader = 8080;

export const connections: readonly Connection[] = [
  { from: "prometheus", to: "prometheus", ports: tcp(9090, reloader) },
  // Sends alerts and scrapes.
  { from: "prometheus", to: "alertmanager", ports: tcp(9093, reloader) },
  { from: "prometheus", to: "grafana", ports: tcp(3000) },
  { from: "prometheus", to: "operator", ports: tcp(8080) },
  { from: "prometheus", to: "kube-state-metrics", ports: tcp(8080) },
  { from: "grafana", to: "prometheus", ports: tcp(9090) },
  { from: "grafana", to: "alertmanager", ports: tcp(9093) },
  // Replicas share silences and the notification log. https://github.com/prometheus/alertmanager#high-availability
  { from: "alertmanager", to: "alertmanager", ports: [...tcp(9094), { protocol: "UDP", port: 9094 }] },
];

/** Parts that watch Kubernetes objects: targets, rules, dashboards, and everything that kube-state-metrics counts. */
export const useKubernetesApi: readonly Part[] = ["prometheus", "grafana", "operator", "kube-state-metrics"];

/** Parts with an IAM role (Pod Identity): Alertmanager publishes to SNS, Grafana reads CloudWatch. */
export const useAws = ["alertmanager", "grafana"] as const satisfies readonly Part[];
export type AwsPart = (typeof useAws)[number];

/** Ports of the nodes that Prometheus scrapes: the kubelet, and the node exporter, which uses the node's network. */
export const nodePorts = tcp(10250, 9100);
