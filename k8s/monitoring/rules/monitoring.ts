import type { RuleGroup, RuleOptions } from "./rule";
import { findJobsWithoutTargets } from "./targets";
import { scaleWindow } from "./timing";

/** Rules on the monitoring itself. */
export function monitoring({ timing }: RuleOptions): RuleGroup {
  const fiveMinutes = scaleWindow("5m", timing);
  return {
    name: "monitoring-itself",
    rules: [
      {
        alert: "DeadMansSwitch",
        expr: "vector(1)",
        severity: "none",
        summary: "Always fires. When it stops arriving, no other alert arrives either.",
        dashboard: "monitoring",
      },
      {
        alert: "TargetDown",
        // Requires that other targets of the job are up: a terminating pod must not fire it, and GalleryPartDown fires when
        // no pod is up.
        expr: "count by (job) (up == 0) / count by (job) (up) > 0.1 and count by (job) (up == 1)",
        for: "10m",
        severity: "warning",
        summary: "{{ $value | humanizePercentage }} of the targets of {{ $labels.job }} cannot be scraped.",
        dashboard: "monitoring",
      },
      {
        alert: "ExporterMissing",
        expr: findJobsWithoutTargets("kube-state-metrics", "node-exporter", "kubelet"),
        for: "10m",
        severity: "warning",
        summary: "No target of {{ $labels.job }} can be scraped: the rules that use its metrics cannot fire.",
        dashboard: "monitoring",
      },
      {
        alert: "RulesFailing",
        expr: `sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[${fiveMinutes}])) > 0`,
        for: "5m",
        severity: "warning",
        summary:
          "Prometheus cannot evaluate rules of {{ $labels.rule_group }}: alerts of that group do not fire.",
        dashboard: "monitoring",
      },
      {
        alert: "AlertsNotSent",
        expr: `sum by (alertmanager) (rate(prometheus_notifications_errors_total[${fiveMinutes}]))
  / sum by (alertmanager) (rate(prometheus_notifications_sent_total[${fiveMinutes}])) > 0.01`,
        for: "5m",
        severity: "critical",
        summary:
          "Prometheus cannot deliver {{ $value | humanizePercentage }} of the alerts to {{ $labels.alertmanager }}.",
        dashboard: "monitoring",
      },
      {
        alert: "NotificationsFailing",
        expr: `sum by (integration) (rate(alertmanager_notifications_failed_total[${fiveMinutes}]))
  / sum by (integration) (rate(alertmanager_notifications_total[${fiveMinutes}])) > 0.01`,
        for: "5m",
        severity: "critical",
        summary:
          "Alertmanager cannot deliver {{ $value | humanizePercentage }} of its notifications by {{ $labels.integration }}.",
        dashboard: "monitoring",
      },
      // Without remote write, these two have no series. The queue counts a sample as sent also if the server rejects it:
      // https://github.com/prometheus/prometheus/blob/main/storage/remote/queue_manager.go
      {
        alert: "RemoteWriteRejected",
        expr: `sum(rate(prometheus_remote_storage_samples_failed_total[${fiveMinutes}]))
  / sum(rate(prometheus_remote_storage_samples_total[${fiveMinutes}])) > 0.01`,
        for: "10m",
        severity: "warning",
        summary:
          "The remote write server rejects {{ $value | humanizePercentage }} of the samples, which are lost there.",
        dashboard: "monitoring",
      },
      {
        alert: "RemoteWriteBehind",
        expr: `max(time() - max_over_time(prometheus_remote_storage_queue_highest_sent_timestamp_seconds[${fiveMinutes}])) > 120`,
        for: "10m",
        severity: "warning",
        summary:
          "Prometheus has sent no sample to the remote write server for {{ $value | humanizeDuration }}; it keeps them for two hours.",
        dashboard: "monitoring",
      },
    ],
  };
}
