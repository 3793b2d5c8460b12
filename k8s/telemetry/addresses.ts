/** Names and ports of the Collector's agent and gateway, of Jaeger and of the Job that prepares OpenSearch. */

/** A part of the telemetry: its namespace, and the name of its objects and of its job in Prometheus, if it has metrics. */
interface TelemetryPart {
  readonly namespace: string;
  readonly name: string;
}

/** Receives spans and log records, decides which traces are stored, and sends them to the receiver of the settings. */
export const gateway = { namespace: "telemetry", name: "telemetry-gateway" } as const satisfies TelemetryPart;

/** Reads the logs of the containers on each node. Its pods mount a folder of their node, which needs a namespace of another level. */
export const agent = {
  namespace: "telemetry-nodes",
  name: "telemetry-agent",
} as const satisfies TelemetryPart;

/** Stores traces in OpenSearch, and finds them there. Runs with `telemetry: opensearch`. */
export const jaeger = { namespace: "telemetry-search", name: "jaeger" } as const satisfies TelemetryPart;

/** The Job that prepares OpenSearch for logs and traces. */
export const searchSetup = {
  namespace: jaeger.namespace,
  name: "search-setup",
} as const satisfies TelemetryPart;

/**
 * Service accounts of the gateway, by what it writes to. A service account has one role: with the same name, AWS would refuse the new
 * association while the former one exists.
 */
export const gatewayAccounts = {
  cloudwatch: gateway.name,
  opensearch: `${gateway.name}-search`,
} as const;

/** TCP ports of the Collector, and of Jaeger. */
export const ports = {
  /** OTLP by gRPC, for the agents. */
  otlpGrpc: 4317,
  /** OTLP by HTTP, for applications. */
  otlpHttp: 4318,
  /** Spans in Zipkin's format, with JSON. */
  zipkin: 9411,
  /** Its own metrics. */
  metrics: 8888,
  /** Its probe. */
  health: 13133,
  /** Jaeger's page and its query API. */
  query: 16686,
  /** Jaeger's query API by gRPC, which nothing uses. */
  queryGrpc: 16685,
  /** Jaeger's metrics of the requests whose traces it stores. */
  requests: 8889,
  /** OTLP by gRPC within the gateway's pod: from the queue of spans to the exporter to X-Ray. */
  queued: 4319,
} as const;

/** Host name of a part's Service in the cluster. */
const hostOf = ({ name, namespace }: TelemetryPart) => `${name}.${namespace}.svc`;

/** Host name of the gateway in the cluster. */
export const gatewayHost = hostOf(gateway);
/** Host name of Jaeger in the cluster. */
export const jaegerHost = hostOf(jaeger);
