import { agent, gateway, jaeger } from "../../telemetry/addresses";
import { counted } from "../../telemetry/sinks";
import { buildLostRate, queueUse } from "../rules/telemetry";
import type { DashboardSpec, Panel, Query } from "./spec";

const rate = (metric: string, selector: string, legend: string): Query => ({
  expr: `sum by (job) (rate(${metric}${selector}[5m]))`,
  legend: `{{job}} ${legend}`,
});

/** Of Jaeger, without which {@link withoutJaeger} is the dashboard. */
const jaegerPanel: Panel = {
  title: "Does Jaeger run?",
  description:
    "The pod of Jaeger that Prometheus can scrape. Without it, spans wait in the gateway's queue, and no trace can be opened.",
  queries: [{ expr: `sum(up{job="${jaeger.name}"})`, legend: "Jaeger" }],
  unit: "short",
  shows: "numbers",
  threshold: { value: 1, below: true },
  alerts: ["JaegerDown"],
};

/** The Collector of logs and traces, and Jaeger. */
export const telemetry: DashboardSpec = {
  name: "telemetry",
  title: "Telemetry",
  description: "Do logs and traces arrive?",
  panels: [
    {
      title: "Are spans or log records lost?",
      description:
        "Per second, by the counter: a full queue did not take a span, or the receiver refused spans or records for good.",
      queries: [{ expr: buildLostRate("5m"), legend: "{{job}} {{lost}}" }],
      unit: "short",
      alerts: ["TelemetryDropped"],
    },
    {
      title: "How full are the queues?",
      description: "Share of each queue on disk. A queue fills while its receiver does not take what it has.",
      queries: [{ expr: queueUse, legend: "{{pod}} {{data_type}}" }],
      unit: "percentunit",
      threshold: { value: 0.5 },
      alerts: ["TelemetryQueueFilling"],
    },
    {
      title: "Does the Collector run?",
      description: "Pods of the agent, one a node, and of the gateway that Prometheus can scrape.",
      queries: [{ expr: `sum by (job) (up{job=~"${gateway.name}|${agent.name}"})`, legend: "{{job}}" }],
      unit: "short",
      shows: "numbers",
      threshold: { value: 1, below: true },
      alerts: ["TelemetryCollectorDown"],
    },
    jaegerPanel,
    {
      title: "How much does it receive?",
      description:
        "Spans of applications and log records per second. Refused: its memory is full, and the sender repeats.",
      queries: [
        rate("otelcol_receiver_accepted_spans_total", counted.received, "spans"),
        rate("otelcol_receiver_accepted_log_records_total", counted.received, "records"),
        rate("otelcol_receiver_refused_spans_total", counted.received, "spans refused"),
        rate("otelcol_receiver_refused_log_records_total", counted.received, "records refused"),
      ],
      unit: "short",
    },
    {
      title: "How much does it send?",
      description: "Spans and log records per second that the receiver took.",
      queries: [
        rate("otelcol_exporter_sent_spans_total", counted.sent, "spans"),
        rate("otelcol_exporter_sent_log_records_total", counted.sent, "records"),
      ],
      unit: "short",
    },
    {
      title: "Which traces are stored?",
      description: "Decisions per second, by rule. A trace is stored if one rule selects it.",
      queries: [
        {
          expr: "sum by (policy, sampled) (rate(otelcol_processor_tail_sampling_count_traces_sampled_total[5m]))",
          legend: "{{policy}} {{sampled}}",
        },
      ],
      unit: "short",
    },
  ],
};

/** The dashboard of a stack without Jaeger. */
export const withoutJaeger: DashboardSpec = {
  ...telemetry,
  panels: telemetry.panels.filter((panel) => panel !== jaegerPanel),
};
