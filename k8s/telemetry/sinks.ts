/** Where the gateway sends: parts of its configuration. */
import { escapeValue, sendLater } from "./config";

/** Bytes of each of the gateway's two queues, of traces and of logs, MiB. */
export const gatewayQueueMiB = 512;

/** Exporters, and what pipelines need to use them. */
export interface Sink<Exporters extends object = object> {
  /** Extensions that exporters use. */
  readonly extensions: object;
  readonly exporters: Exporters;
  /** Exporters of the traces that are stored. */
  readonly traces: readonly string[];
  /** Exporters of logs, and the processors before them. */
  readonly logs: { readonly exporters: readonly string[]; readonly processors: readonly string[] };
  /** Processors of these names. */
  readonly processors: object;
  /** Further receivers. */
  readonly receivers: object;
  /** Further pipelines. */
  readonly pipelines: object;
}

const queue = { mebibytes: gatewayQueueMiB, waits: false };
/** The exporters to AWS make several requests of a batch, and have 5 seconds for all. */
const queueToAws = { ...queue, requestMiB: 1 };

/**
 * Sends to a receiver of OTLP over HTTP.
 *
 * @param url its base URL
 */
export const sendToOtlp = (url: string) =>
  ({
    extensions: {},
    exporters: { otlp_http: { endpoint: escapeValue(url), compression: "gzip", ...sendLater(queue) } },
    traces: ["otlp_http"],
    logs: { exporters: ["otlp_http"], processors: [] },
    processors: {},
    receivers: {},
    pipelines: {},
  }) satisfies Sink;

/** Parameters of {@link sendToCloudWatch}. */
interface CloudWatch {
  readonly region: string;
  readonly logGroupName: string;
  /** Address on which the gateway receives from its own queue of spans, host:port. */
  readonly queued: string;
}

const xrayExporter = "awsxray";
/** The exporter to the gateway itself, and the receiver of what it sends. */
const toItself = { exporter: "otlp_grpc/queued", receiver: "otlp/queued" } as const;

/** Selectors of the Collector's own metrics, so that spans are counted once, with and without a queue before an exporter. */
export const counted = {
  /** Spans that come from others. */
  received: `{receiver!="${toItself.receiver}"}`,
  /** Spans that leave the gateway. */
  sent: `{exporter!="${toItself.exporter}"}`,
  /** What is lost: what the exporter to X-Ray cannot send is sent again. */
  lost: `{exporter!="${xrayExporter}"}`,
} as const;

/**
 * CloudWatch takes 256 KiB for an event in the exporter, which cuts longer ones: then they are no JSON. The text is half of it, because
 * quotation marks are escaped. https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/internal/aws/cwlogs/pusher.go
 */
const longestText = 128 * 1024;
/**
 * CloudWatch takes no event that is older than 14 days. The exporter sends a batch with such an event again without end, so that it
 * becomes one of now. The difference is the time for which a queue can wait.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
const oldest = "240h";

/**
 * Sends logs to a group of CloudWatch Logs, and traces to X-Ray.
 *
 * The exporter to X-Ray has no queue: the queue on disk belongs to an exporter of OTLP, which sends to the gateway itself, and repeats
 * what X-Ray does not take.
 */
export const sendToCloudWatch = ({ region, logGroupName, queued }: CloudWatch) =>
  ({
    extensions: {},
    exporters: {
      [toItself.exporter]: { endpoint: queued, tls: { insecure: true }, ...sendLater(queueToAws) },
      [xrayExporter]: {
        region: escapeValue(region),
        // With it, the console finds the log lines of a trace.
        aws_log_groups: [escapeValue(logGroupName)],
        // Spans can be searched by these.
        indexed_attributes: ["http.route", "error.type", "gallery.database.node"],
        // Requests that X-Ray throttles are repeated here only.
        max_retries: 5,
      },
      awscloudwatchlogs: {
        region: escapeValue(region),
        log_group_name: escapeValue(logGroupName),
        log_stream_name: "containers",
        ...sendLater(queueToAws),
      },
    },
    traces: [toItself.exporter],
    logs: { exporters: ["awscloudwatchlogs"], processors: ["transform/cloudwatch"] },
    processors: {
      "transform/cloudwatch": {
        error_mode: "ignore",
        log_statements: [
          `set(log.time, Now()) where log.time < Now() - Duration("${oldest}")`,
          `set(log.body, Substring(log.body, 0, ${longestText}, true)) where IsString(log.body) and Len(log.body) > ${longestText}`,
        ],
      },
    },
    receivers: {
      [toItself.receiver]: { protocols: { grpc: { endpoint: queued, max_recv_msg_size_mib: 16 } } },
    },
    pipelines: { "traces/queued": { receivers: [toItself.receiver], exporters: [xrayExporter] } },
  }) satisfies Sink;
