/** The configuration of the gateway. https://opentelemetry.io/docs/collector/configuration/ */
import { describeItself, limitMemory, type Place } from "./config";
import type { Sink } from "./sinks";

/** Which traces are stored, besides all with an error. */
export interface Sampling {
  /** Traces that take longer are stored, in milliseconds. */
  readonly slowMs: number;
  /** Share of the other traces, in percent. */
  readonly percent: number;
}

/** Parameters of the gateway's configuration. */
export interface GatewayConfig<Exporters extends object> {
  /** Where it runs, with the ports on which it receives. */
  readonly place: Place & {
    readonly otlpGrpcPort: number;
    readonly otlpHttpPort: number;
    readonly zipkinPort: number;
  };
  /** Where it sends. */
  readonly sink: Sink<Exporters>;
  readonly sampling: Sampling;
}

/** Memory of the gateway's container, MiB. */
export const gatewayMemoryMiB = 512;
/**
 * How long spans wait for the other spans of their trace, in seconds: longer than the gallery's exporter needs for its batches
 * (5 s), and one repetition of it (10 s). Requests that take longer are divided.
 */
export const decisionSeconds = 30;

/** Builds the gateway's configuration. */
export function buildGatewayConfig<Exporters extends object>({
  place,
  sink,
  sampling,
}: GatewayConfig<Exporters>) {
  const { extensions: own, telemetry } = describeItself(place);
  const extensions = { ...own, ...sink.extensions };
  return {
    extensions,
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: `${place.host}:${place.otlpGrpcPort}`, max_recv_msg_size_mib: 16 },
          http: { endpoint: `${place.host}:${place.otlpHttpPort}`, max_request_body_size: 16 * 1024 * 1024 },
        },
      },
      zipkin: { endpoint: `${place.host}:${place.zipkinPort}` },
      ...sink.receivers,
    },
    processors: {
      memory_limiter: limitMemory(gatewayMemoryMiB),
      tail_sampling: {
        decision_wait: `${decisionSeconds}s`,
        // About 300 new traces a second. Beyond, the oldest are decided before their time.
        num_traces: 20_000,
        expected_new_traces_per_sec: 100,
        // Spans that arrive later follow the decision about their trace.
        decision_cache: { sampled_cache_size: 20_000, non_sampled_cache_size: 100_000 },
        policies: [
          { name: "errors", type: "status_code", status_code: { status_codes: ["ERROR"] } },
          { name: "slow", type: "latency", latency: { threshold_ms: sampling.slowMs } },
          {
            name: "share",
            type: "probabilistic",
            probabilistic: { sampling_percentage: sampling.percent },
          },
        ],
      },
      ...sink.processors,
    },
    exporters: sink.exporters,
    service: {
      extensions: Object.keys(extensions),
      pipelines: {
        traces: {
          receivers: ["otlp", "zipkin"],
          processors: ["memory_limiter", "tail_sampling"],
          exporters: sink.traces,
        },
        logs: {
          receivers: ["otlp"],
          processors: ["memory_limiter", ...sink.logs.processors],
          exporters: sink.logs.exporters,
        },
        ...sink.pipelines,
      },
      telemetry,
    },
  };
}
