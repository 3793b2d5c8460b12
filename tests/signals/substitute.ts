import type { Place } from "../../k8s/telemetry/config";
import type { sendToOpenSearch } from "../../k8s/telemetry/opensearch-sink";
import { type Sink, sendToCloudWatch } from "../../k8s/telemetry/sinks";

/**
 * The gateway's configuration for CloudWatch, with exporters of OTLP in the places of those to AWS, which cannot be built in the
 * version of the image: the Go module proxy does not serve their modules.
 *
 * @param url base URL of a receiver
 * @param queued address on which the gateway receives from its own queue
 */
export function substituteAws(url: string, queued: string): Sink {
  const sink = sendToCloudWatch({ region: "us-east-1", logGroupName: "containers", queued });
  const { awscloudwatchlogs, awsxray: _, ...others } = sink.exporters;
  const { sending_queue, retry_on_failure } = awscloudwatchlogs;
  const nothing = { enabled: false };
  return {
    ...sink,
    exporters: {
      ...others,
      // The exporter to X-Ray has no queue and repeats nothing.
      "otlp_http/xray": { endpoint: url, sending_queue: nothing, retry_on_failure: nothing },
      "otlp_http/logs": { endpoint: url, sending_queue, retry_on_failure },
    },
    logs: { ...sink.logs, exporters: ["otlp_http/logs"] },
    pipelines: { "traces/queued": { ...sink.pipelines["traces/queued"], exporters: ["otlp_http/xray"] } },
  };
}

/**
 * The gateway's configuration for OpenSearch without signatures: the Go module proxy does not serve the extension in the version of the
 * image, and the OpenSearch of the test has no plugin that reads them.
 */
export function leaveUnsigned(sink: ReturnType<typeof sendToOpenSearch>) {
  const [traces, logs] = ["otlp_grpc/jaeger", "otlp_http/opensearch"] as const;
  const { auth: _, ...unsigned } = sink.exporters[logs];
  return { ...sink, extensions: {}, exporters: { [traces]: sink.exporters[traces], [logs]: unsigned } };
}

/**
 * The exporters of the gateway's configuration for CloudWatch, in a Collector of another version, which calls `otlp_grpc` `otlp`, and has the
 * exporters that {@link substituteAws} replaces.
 *
 * @param received address on which it receives
 * @param endpoint URL of a server with the APIs of AWS
 */
export function describeAws(
  sink: ReturnType<typeof sendToCloudWatch>,
  { received, place, endpoint }: { received: string; place: Place; endpoint: string | undefined },
): object {
  const { awscloudwatchlogs, awsxray, "otlp_grpc/queued": queued } = sink.exporters;
  const [queue] = Object.values(sink.pipelines);
  return {
    extensions: {
      health_check: { endpoint: `${place.host}:${place.healthPort}` },
      file_storage: { directory: place.folder },
    },
    receivers: { otlp: { protocols: { http: { endpoint: received } } }, ...sink.receivers },
    exporters: {
      "otlp/queued": queued,
      awscloudwatchlogs: { ...awscloudwatchlogs, endpoint },
      awsxray: { ...awsxray, endpoint },
    },
    service: {
      extensions: ["health_check", "file_storage"],
      pipelines: {
        traces: { receivers: ["otlp"], exporters: ["otlp/queued"] },
        "traces/queued": queue,
        logs: { receivers: ["otlp"], exporters: sink.logs.exporters },
      },
      telemetry: { logs: { level: "warn" }, metrics: { level: "none" } },
    },
  };
}
