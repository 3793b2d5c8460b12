import type { Cases } from "./case";

const gateway = 'job="telemetry-gateway",pod="telemetry-gateway-0"';
const lost = `otelcol_exporter_enqueue_failed_spans_total{${gateway},exporter="otlp_http"}`;
const refused = `otelcol_exporter_send_failed_log_records_total{${gateway},exporter="otlp_http"}`;
const refusedOnce = 'otelcol_exporter_send_failed_log_records_total{job="telemetry-agent",pod="a"}';
const size = `otelcol_exporter_queue_size{${gateway},exporter="otlp_http",data_type="traces"}`;
const capacity = `otelcol_exporter_queue_capacity{${gateway},exporter="otlp_http",data_type="traces"}`;
const up = (job: string, pod: string) => `up{job="${job}",pod="${pod}"}`;

export const telemetry: Cases = {
  TelemetryDropped: {
    fires: {
      series: {
        [lost]: "0x5 0+10x20",
        // A single refusal, with which the counter begins to exist.
        [refusedOnce]: "_x7 20x20",
        [up("telemetry-agent", "a")]: "1x30",
      },
      at: "10m",
      labels: [{ job: "telemetry-agent" }, { job: "telemetry-gateway" }],
    },
    // What was lost some time ago, and a counter with which Prometheus begins to scrape.
    quiet: { series: { [lost]: "0+10x2 20x60", [refused]: "0x60", [refusedOnce]: "_x23 20x40" }, at: "25m" },
  },
  TelemetryQueueFilling: {
    fires: {
      series: { [size]: "0x5 400x60", [capacity]: "512x60" },
      at: "25m",
      labels: [{ job: "telemetry-gateway", pod: "telemetry-gateway-0", data_type: "traces" }],
    },
    // A restart of the receiver.
    quiet: { series: { [size]: "0x5 400x10 0x60", [capacity]: "512x80" }, at: "25m" },
  },
  TelemetryCollectorDown: {
    fires: {
      series: {
        [up("telemetry-gateway", "telemetry-gateway-0")]: "1x5 0x20",
        [up("telemetry-agent", "a")]: "1x30",
      },
      at: "15m",
      labels: [{ job: "telemetry-gateway" }],
    },
    // One of two agents: TargetDown fires.
    quiet: {
      series: {
        [up("telemetry-gateway", "telemetry-gateway-0")]: "1x30",
        [up("telemetry-agent", "a")]: "1x5 0x20",
        [up("telemetry-agent", "b")]: "1x30",
      },
      at: "15m",
    },
  },
  JaegerDown: {
    // Its other job does not count: both are of the same pod.
    fires: {
      series: { [up("jaeger", "a")]: "1x5 0x20", [up("jaeger-requests", "a")]: "1x30" },
      at: "15m",
      labels: [{ job: "jaeger" }],
    },
    // It is replaced: its pod has another name.
    quiet: { series: { [up("jaeger", "a")]: "1x5 _x20", [up("jaeger", "b")]: "_x7 1x20" }, at: "15m" },
  },
};
