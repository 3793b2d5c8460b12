import type { DashboardSpec } from "./spec";

export const monitoring: DashboardSpec = {
  name: "monitoring",
  title: "Monitoring",
  description: "Does the monitoring itself work?",
  panels: [
    {
      title: "What cannot be scraped?",
      description: "Share of targets that cannot be scraped, by job. An alert fires above the line.",
      queries: [{ expr: "1 - avg by (job) (up)", legend: "{{job}}" }],
      unit: "percentunit",
      threshold: { value: 0.1 },
      alerts: ["TargetDown", "ExporterMissing"],
    },
    {
      title: "How many series are there?",
      description: "Series that Prometheus holds in memory.",
      queries: [{ expr: "prometheus_tsdb_head_series", legend: "{{pod}}" }],
      unit: "short",
    },
    {
      title: "Do rules fail?",
      description: "Failed evaluations per second, by group.",
      queries: [
        {
          expr: "sum by (rule_group) (rate(prometheus_rule_evaluation_failures_total[5m]))",
          legend: "{{rule_group}}",
        },
      ],
      unit: "short",
      alerts: ["RulesFailing"],
    },
    {
      title: "How long do the rules take?",
      description: "Duration of the last evaluation by group, in seconds. The evaluation interval is 30 s.",
      queries: [{ expr: "prometheus_rule_group_last_duration_seconds", legend: "{{rule_group}}" }],
      unit: "s",
      threshold: { value: 30 },
    },
    {
      title: "Are alerts delivered?",
      description:
        "Share of notifications that fail: from Prometheus to Alertmanager, and from Alertmanager to its receivers.",
      queries: [
        {
          expr: "sum(rate(prometheus_notifications_errors_total[5m])) / sum(rate(prometheus_notifications_sent_total[5m]))",
          legend: "to Alertmanager",
        },
        {
          expr: "sum by (integration) (rate(alertmanager_notifications_failed_total[5m])) / sum by (integration) (rate(alertmanager_notifications_total[5m]))",
          legend: "by {{integration}}",
        },
      ],
      unit: "percentunit",
      threshold: { value: 0.01 },
      alerts: ["AlertsNotSent", "NotificationsFailing", "DeadMansSwitch"],
    },
    {
      title: "Does the remote write server reject samples?",
      description: "Share of samples that the server rejects. No data without prometheusRemoteWriteUrl.",
      queries: [
        {
          expr: "sum by (pod) (rate(prometheus_remote_storage_samples_failed_total[5m])) / sum by (pod) (rate(prometheus_remote_storage_samples_total[5m]))",
          legend: "{{pod}}",
        },
      ],
      unit: "percentunit",
      threshold: { value: 0.01 },
      alerts: ["RemoteWriteRejected"],
    },
    {
      title: "How far behind is remote write?",
      description:
        "Age of the newest sample that was sent. Prometheus keeps two hours. No data without prometheusRemoteWriteUrl.",
      queries: [
        {
          expr: "max by (pod) (time() - prometheus_remote_storage_queue_highest_sent_timestamp_seconds)",
          legend: "{{pod}}",
        },
      ],
      unit: "s",
      threshold: { value: 120 },
      alerts: ["RemoteWriteBehind"],
    },
    {
      title: "What fires?",
      description: "Alerts by name and severity.",
      queries: [
        {
          expr: 'count by (alertname, severity) (ALERTS{alertstate="firing"})',
          legend: "{{alertname}} ({{severity}})",
        },
      ],
      unit: "short",
    },
  ],
};
