import type { Cases } from "./case";

const up = (job: string, instance: string) => `up{job="${job}",instance="${instance}"}`;
const failures =
  'prometheus_rule_evaluation_failures_total{job="prometheus",rule_group="rules.yaml;gallery-slo"}';
const toAlertmanager = (what: string) =>
  `prometheus_notifications_${what}_total{job="prometheus",alertmanager="http://am:9093/api/v2/alerts"}`;
const delivered = (what: string) =>
  `alertmanager_notifications_${what}{job="alertmanager",integration="sns"}`;
const remote = (metric: string, pod = "prometheus-0") =>
  `prometheus_remote_storage_${metric}{job="prometheus",pod="${pod}",remote_name="a",url="https://metrics.example.com"}`;
const sent = (pod: string) => remote("queue_highest_sent_timestamp_seconds", pod);
const exporters = (values: string) =>
  Object.fromEntries(["kube-state-metrics", "node-exporter", "kubelet"].map((job) => [up(job, "a"), values]));

export const monitoring: Cases = {
  // It always fires, even when nothing is scraped.
  DeadMansSwitch: { fires: { series: {}, at: "5m", labels: [{}] } },
  TargetDown: {
    fires: {
      series: { [up("node-exporter", "a")]: "1x30", [up("node-exporter", "b")]: "1x5 0x30" },
      at: "20m",
      labels: [{ job: "node-exporter" }],
    },
    quiet: {
      series: { [up("node-exporter", "a")]: "1x30", [up("node-exporter", "b")]: "1x5 0x8 1x20" },
      at: "20m",
    },
  },
  ExporterMissing: {
    fires: {
      series: { ...exporters("1x30"), [up("kubelet", "a")]: "1x5 0x30" },
      at: "20m",
      labels: [{ job: "kubelet" }],
    },
    quiet: { series: { ...exporters("1x30"), [up("kubelet", "b")]: "0x30" }, at: "20m" },
  },
  RulesFailing: {
    fires: {
      series: { [failures]: "0+1x30" },
      at: "15m",
      labels: [{ rule_group: "rules.yaml;gallery-slo" }],
    },
    quiet: { series: { [failures]: "7x30" }, at: "15m" },
  },
  AlertsNotSent: {
    fires: {
      series: { [toAlertmanager("errors")]: "0+5x30", [toAlertmanager("sent")]: "0+60x30" },
      at: "15m",
      labels: [{ alertmanager: "http://am:9093/api/v2/alerts" }],
    },
    quiet: { series: { [toAlertmanager("errors")]: "3x30", [toAlertmanager("sent")]: "0+60x30" }, at: "15m" },
  },
  NotificationsFailing: {
    fires: {
      series: { [delivered("failed_total")]: "0+1x30", [delivered("total")]: "0+2x30" },
      at: "15m",
      labels: [{ integration: "sns" }],
    },
    quiet: { series: { [delivered("failed_total")]: "1x30", [delivered("total")]: "0+2x30" }, at: "15m" },
  },
  RemoteWriteRejected: {
    fires: {
      series: { [remote("samples_failed_total")]: "0+60x30", [remote("samples_total")]: "0+600x30" },
      at: "20m",
      labels: [{}],
    },
    // Samples that were rejected before, and a server that accepts all.
    quiet: {
      series: { [remote("samples_failed_total")]: "0+60x5 300x30", [remote("samples_total")]: "0+600x40" },
      at: "20m",
    },
  },
  RemoteWriteBehind: {
    // One of two replicas sends no samples any more.
    fires: {
      series: { [sent("prometheus-0")]: "0+60x5 300x30", [sent("prometheus-1")]: "0+60x40" },
      at: "20m",
      labels: [{}],
    },
    quiet: {
      series: { [sent("prometheus-0")]: "0+60x5 300x4 600+60x30", [sent("prometheus-1")]: "0+60x40" },
      at: "20m",
    },
  },
};
