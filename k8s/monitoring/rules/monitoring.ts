import type { RuleGroup, RuleOptions } from "./rule";
import { noneUp } from "./targets";
import { window } from "./timing";

/** Who watches the watchers. */
export function monitoring({ timing }: RuleOptions): RuleGroup {
  const five = window("5m", timing);
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
        // A pod of the gallery that ends is no event; a part of it without any pod is GalleryPartDown.
        expr: "count by (job) (up == 0) / count by (job) (up) > 0.1 and count by (job) (up == 1)",
        for: "10m",
        severity: "warning",
        summary: "{{ $value | humanizePercentage }} of the targets of {{ $labels.job }} cannot be scraped.",
        dashboard: "monitoring",
      },
      {
        alert: "ExporterMissing",
        expr: noneUp("kube-state-metrics", "node-exporter", "kubelet"),
        for: "10m",
        severity: "warning",
        summary: "Nothing is scraped of {{ $labels.job }} any more: the rules that use it are blind.",
        dashboard: "monitoring",
      },
      {
        alert: "RulesFailing",
        expr: `sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[${five}])) > 0`,
        for: "5m",
        severity: "warning",
        summary:
          "Prometheus cannot evaluate rules of {{ $labels.rule_group }}: alerts of that group do not fire.",
        dashboard: "monitoring",
      },
      {
        alert: "AlertsNotSent",
        expr: `sum by (alertmanager) (rate(prometheus_notifications_errors_total[${five}]))
  / sum by (alertmanager) (rate(prometheus_notifications_sent_total[${five}])) > 0.01`,
        for: "5m",
        severity: "critical",
        summary:
          "Prometheus loses {{ $value | humanizePercentage }} of the alerts on their way to {{ $labels.alertmanager }}.",
        dashboard: "monitoring",
      },
      {
        alert: "NotificationsFailing",
        expr: `sum by (integration) (rate(alertmanager_notifications_failed_total[${five}]))
  / sum by (integration) (rate(alertmanager_notifications_total[${five}])) > 0.01`,
        for: "5m",
        severity: "critical",
        summary:
          "Alertmanager cannot deliver {{ $value | humanizePercentage }} of its notifications by {{ $labels.integration }}.",
        dashboard: "monitoring",
      },
    ],
  };
}
