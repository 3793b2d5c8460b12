/** The configuration of Jaeger. https://www.jaegertracing.io/docs/2.13/deployment/configuration/ */
import { describeItself, escapeValue, limitMemory } from "./config";
import { replicasOf, type Shards } from "./log-store";
import { signRequests } from "./opensearch-sink";
import { measureRequests } from "./stored-requests";

/** Parameters of Jaeger's configuration. */
export interface JaegerConfig {
  /** Addresses on which it listens. Everything else is the same wherever it runs. */
  readonly place: {
    readonly host: string;
    readonly otlpGrpcPort: number;
    readonly queryPort: number;
    readonly queryGrpcPort: number;
    readonly metricsPort: number;
    readonly requestsPort: number;
    readonly healthPort: number;
  };
  /** Base URL of the domain. */
  readonly url: string;
  readonly region: string;
  readonly shards: Shards;
  /** How long traces are kept, in days. */
  readonly retentionDays: number;
}

/** Memory of Jaeger's container, MiB. */
export const jaegerMemoryMiB = 512;
/** Environment of its process. Without it, it records spans about its work, and sends them to itself. */
export const jaegerVariables = { OTEL_TRACES_SAMPLER: "always_off" } as const;
/** Counter of what OpenSearch refused for good. Jaeger has taken it before, and does not send it again. */
export const refusedByOpenSearch = "jaeger_storage_bulk_index_errors_total";
const store = "opensearch";

/** Builds Jaeger's configuration. */
export function buildJaegerConfig({ place, url, region, shards, retentionDays }: JaegerConfig) {
  const { extensions, auth } = signRequests(region);
  const { telemetry } = describeItself({ ...place, folder: "" });
  const measured = measureRequests(`${place.host}:${place.requestsPort}`);
  const index = {
    date_layout: "2006-01-02",
    rollover_frequency: "day",
    shards: 1,
    replicas: replicasOf(shards),
  };
  const all = {
    ...extensions,
    healthcheckv2: {
      use_v2: true,
      http: { endpoint: `${place.host}:${place.healthPort}`, status: { enabled: true, path: "/" } },
    },
    jaeger_storage: {
      backends: {
        [store]: {
          opensearch: {
            server_urls: [escapeValue(url)],
            auth,
            // One address for all nodes, which the domain's load balancing chooses from.
            sniffing: { enabled: false },
            disable_health_check: true,
            indices: { spans: index, services: index, dependencies: index, sampling: index },
            max_span_age: `${retentionDays * 24}h`,
            // What is here is lost with the process, and waits in the gateway's queue otherwise.
            bulk_processing: { max_bytes: 1_000_000, max_actions: 500, flush_interval: "200ms", workers: 1 },
          },
        },
      },
    },
    jaeger_query: {
      storage: { traces: store },
      http: { endpoint: `${place.host}:${place.queryPort}` },
      grpc: { endpoint: `${place.host}:${place.queryGrpcPort}` },
    },
  };
  return {
    extensions: all,
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: `${place.host}:${place.otlpGrpcPort}`, max_recv_msg_size_mib: 16 },
        },
      },
    },
    processors: { memory_limiter: limitMemory(jaegerMemoryMiB), ...measured.processors },
    connectors: measured.connectors,
    exporters: { jaeger_storage_exporter: { trace_storage: store }, ...measured.exporters },
    service: {
      extensions: Object.keys(all),
      pipelines: {
        traces: {
          receivers: ["otlp"],
          processors: ["memory_limiter"],
          exporters: ["jaeger_storage_exporter"],
        },
        ...measured.pipelines,
      },
      telemetry,
    },
  };
}
