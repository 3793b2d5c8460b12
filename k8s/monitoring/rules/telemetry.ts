/** Rules on the Collector of logs and traces, and on Jaeger. Its metrics: https://opentelemetry.io/docs/collector/internal-telemetry/ */
import { agent, gateway, jaeger } from "../../telemetry/addresses";
import { refusedByOpenSearch } from "../../telemetry/jaeger-config";
import { counted } from "../../telemetry/sinks";
import type { Alert, RuleGroup, RuleOptions } from "./rule";
import { findJobsWithoutTargets } from "./targets";
import { scaleWindow } from "./timing";

const dashboard = "telemetry";

/**
 * Spans and log records per second that are lost: a full queue did not take a span, or the receiver refused them for good, or OpenSearch
 * behind Jaeger. Log records that a full queue does not take are not lost: agents repeat them.
 */
export const buildLostRate = (window: string): string =>
  [
    "otelcol_exporter_enqueue_failed_spans_total",
    "otelcol_exporter_send_failed_spans_total",
    "otelcol_exporter_send_failed_log_records_total",
    refusedByOpenSearch,
  ]
    .map(
      (metric) => `label_replace(sum by (job) (${buildRate(metric, window)}), "lost", "${metric}", "", "")`,
    )
    .join("\nor ");

/**
 * Rate of a counter that does not exist before the Collector adds to it. `rate` does not see the first value, which is all that is lost if
 * a receiver refuses once. The counter of a pod that Prometheus did not scrape before is not new.
 */
function buildRate(metric: string, window: string): string {
  const series = `${metric}${counted.lost}`;
  const isNew = `(${series} unless ${series} offset ${window} and on (job, pod) up offset ${window} == 1)`;
  return `rate(${series}[${window}]) > 0 or ${isNew} / 300 or rate(${series}[${window}])`;
}

/** Share of a queue that is in use. */
export const queueUse =
  "max by (job, pod, data_type) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)";

/** Builds the rules on the Collector, and on Jaeger if it runs. */
export const telemetry = ({ timing, traces = false }: RuleOptions): RuleGroup => ({
  name: "telemetry",
  rules: [
    {
      alert: "TelemetryDropped",
      expr: `sum by (job) (${buildLostRate(scaleWindow("5m", timing))}) > 0`,
      for: "1m",
      severity: "warning",
      summary: "{{ $labels.job }} loses {{ $value | humanize }} spans and log records a second.",
      dashboard,
    },
    {
      alert: "TelemetryQueueFilling",
      expr: `${queueUse} > 0.5`,
      for: "10m",
      severity: "warning",
      summary:
        "The queue of {{ $labels.data_type }} in {{ $labels.pod }} is {{ $value | humanizePercentage }} full: its receiver does not take them.",
      dashboard,
    },
    {
      alert: "TelemetryCollectorDown",
      expr: findJobsWithoutTargets(gateway.name, agent.name),
      for: "5m",
      severity: "warning",
      summary: "Prometheus cannot scrape any pod of {{ $labels.job }}: logs and traces do not arrive.",
      dashboard,
    },
    ...(traces ? [jaegerDown] : []),
  ],
});

const jaegerDown: Alert = {
  alert: "JaegerDown",
  expr: findJobsWithoutTargets(jaeger.name),
  for: "5m",
  severity: "warning",
  summary: "Prometheus cannot scrape Jaeger: traces wait in the gateway's queue, and none can be opened.",
  dashboard,
};
