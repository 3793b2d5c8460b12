/** Where the gateway sends with `telemetry: opensearch`. */
import { escapeValue, sendLater } from "./config";
import { logStream } from "./log-store";
import { gatewayQueueMiB, type Sink } from "./sinks";

/** Parameters of {@link sendToOpenSearch}. */
interface OpenSearch {
  /** Base URL of the domain. */
  readonly url: string;
  readonly region: string;
  /** Address of Jaeger, host:port, for OTLP by gRPC. */
  readonly jaeger: string;
}

const signer = "sigv4auth";
const queue = { mebibytes: gatewayQueueMiB, waits: false };
const traces = "otlp_grpc/jaeger" as const;
const logs = "otlp_http/opensearch" as const;

/**
 * The extension that signs requests to a domain with the role of the pod, and what an exporter or a store needs to use it.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html#ac-types
 */
export const signRequests = (region: string) => ({
  extensions: { [signer]: { region: escapeValue(region), service: "es" } },
  auth: { authenticator: signer },
});

/**
 * Sends traces to Jaeger, and log records to a domain of OpenSearch.
 *
 * Each record is a request: OpenSearch stores the body of a request as one document, which a pipeline of the domain divides into
 * fields, and the exporter repeats a request that is not answered.
 */
export const sendToOpenSearch = ({ url, region, jaeger }: OpenSearch) => {
  const { extensions, auth } = signRequests(region);
  const { sending_queue, retry_on_failure } = sendLater(queue);
  return {
    extensions,
    exporters: {
      [traces]: { endpoint: escapeValue(jaeger), tls: { insecure: true }, ...sendLater(queue) },
      [logs]: {
        logs_endpoint: `${escapeValue(url)}/${logStream}/_doc`,
        encoding: "json",
        compression: "gzip",
        auth,
        sending_queue: {
          ...sending_queue,
          num_consumers: 10,
          batch: { flush_timeout: "1s", sizer: "items", min_size: 1, max_size: 1 },
        },
        retry_on_failure,
      },
    },
    traces: [traces],
    logs: { exporters: [logs], processors: [] },
    processors: {},
    receivers: {},
    pipelines: {},
  } satisfies Sink;
};
