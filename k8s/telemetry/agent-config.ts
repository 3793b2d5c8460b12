/** The configuration of the agent, which reads the logs of containers. https://opentelemetry.io/docs/collector/configuration/ */
import { agent, gateway } from "./addresses";
import { describeItself, escapeValue, limitMemory, type Place, sendLater } from "./config";

/** Parameters of the agent's configuration. */
export interface AgentConfig {
  readonly place: Place;
  /** Folder with the logs of the pods: NAMESPACE_POD_UID/CONTAINER/RESTARTS.log. */
  readonly logs: string;
  /** Address of the gateway, host:port, for OTLP by gRPC. */
  readonly gateway: string;
  /** Share of the lines about successful requests that are sent, in percent. All other lines are sent. */
  readonly accessLogPercent: number;
  /** Attributes of all log records, besides the name of the node. */
  readonly resource: Readonly<Record<string, string>>;
}

/** Memory of the agent's container, MiB. */
export const agentMemoryMiB = 256;
/** Bytes of its queue, MiB. */
export const agentQueueMiB = 128;

/** Variable of the container with the name of its node. */
export const nodeVariable = "NODE_NAME";

/** Longest text of a record, in bytes. CloudWatch takes 1 MiB for a record with its attributes, others less. */
const longestText = 256 * 1024;
/** Longest line that is put together from parts of 16 KiB. What exceeds it becomes another record. */
const longestLine = 2 * 1024 * 1024;

/** Levels of pino and of most other libraries, in lower or upper case. */
const severities = {
  trace: ["10", "trace"],
  debug: ["20", "debug"],
  info: ["30", "info"],
  warn: ["40", "warn", "warning"],
  error: ["50", "err", "error"],
  fatal: ["60", "fatal", "critical"],
};

/** Where the fields of a JSON line are while the record is made. They are not part of it. */
const fields = "attributes.line";

/**
 * Reads the line's level, trace and span. The text of the record stays the line as it was written, so that nothing in it can take the
 * place of an attribute, and the names of pod and container come from the path of the file.
 */
const readFields = [
  {
    type: "json_parser",
    if: `body matches "^\\\\s*\\\\{"`,
    parse_from: "body",
    parse_to: fields,
    on_error: "send_quiet",
  },
  {
    type: "severity_parser",
    if: `type(${fields}) == "map" and type(${fields}.level) in ["string", "float", "int"]`,
    parse_from: `${fields}.level`,
    // Without its own table, in which the numbers are those of OpenTelemetry: 10 would be INFO2.
    preset: "none",
    mapping: severities,
    overwrite_text: true,
    on_error: "send_quiet",
  },
  // One operator sets both ids: each one removes what it does not find.
  {
    type: "trace_parser",
    if: `${isHex("traceId", 32)} and ${isHex("spanId", 16)}`,
    trace_id: { parse_from: `${fields}.traceId` },
    span_id: { parse_from: `${fields}.spanId` },
    on_error: "send_quiet",
  },
];

/** Removes the fields, of which nothing more is needed. */
const removeFields = { type: "remove", if: `${fields} != nil`, field: fields };

/**
 * Drops a share of the lines about requests without an error: JSON with a message "request", as the gallery writes, and a status below 400.
 * An expression that fails drops its line, so that each part checks the type that the next one needs.
 */
const sampleRequests = (percent: number) => ({
  type: "filter",
  expr: [
    `type(${fields}) == "map"`,
    `${fields}.msg == "request"`,
    `type(${fields}.status) in ["int", "float"]`,
    `${fields}.status < 400`,
  ].join(" and "),
  drop_ratio: (100 - percent) / 100,
});

function isHex(field: string, digits: number): string {
  const value = `${fields}.${field}`;
  return `type(${fields}) == "map" and type(${value}) == "string" and ${value} matches "^[0-9a-f]{${digits}}$"`;
}

/** The name of the node, which the pod has in its environment. */
const nodeName = { "k8s.node.name": `\${env:${nodeVariable}}` };

/** Builds the agent's configuration. */
export function buildAgentConfig({
  place,
  logs,
  gateway: endpoint,
  accessLogPercent,
  resource,
}: AgentConfig) {
  const { extensions, telemetry } = describeItself(place);
  // The Collector's own lines would be about the lines that it reads.
  const own = [gateway.namespace, agent.namespace].map((namespace) => `${logs}/${namespace}_*/*/*`);
  return {
    extensions,
    receivers: {
      file_log: {
        // The second pattern is for what the kubelet renamed while no agent ran. It compresses older files.
        include: [`${logs}/*/*/*.log`, `${logs}/*/*/*.log.*`],
        exclude: [...own, `${logs}/*/*/*.gz`, `${logs}/*/*/*.tmp`],
        // Positions are stored. Without one, such as in a new pod, the current file of each container is read from its beginning: lines
        // can be stored twice and are not lost.
        start_at: "beginning",
        storage: "file_storage",
        include_file_path: true,
        include_file_name: false,
        max_log_size: "1MiB",
        // A line is stored as it was written: without these, spaces at the end of each part of 16 KiB are removed, and a character that
        // two parts share becomes two replacement characters. What is invalid in the whole line is replaced below.
        ...{ preserve_leading_whitespaces: true, preserve_trailing_whitespaces: true, encoding: "utf-8-raw" },
        retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
        operators: [
          { type: "container", format: "containerd", max_log_size: longestLine },
          { type: "sanitize_utf8", field: "body" },
          // The path has the names of the attributes that it became.
          { type: "remove", if: 'attributes["log.file.path"] != nil', field: 'attributes["log.file.path"]' },
          ...readFields,
          ...(accessLogPercent < 100 ? [sampleRequests(accessLogPercent)] : []),
          removeFields,
        ],
        resource: { ...resource, ...nodeName },
      },
    },
    processors: {
      memory_limiter: limitMemory(agentMemoryMiB),
      transform: {
        error_mode: "ignore",
        log_statements: [
          `set(log.body, Substring(log.body, 0, ${longestText}, true)) where IsString(log.body) and Len(log.body) > ${longestText}`,
        ],
      },
    },
    exporters: {
      otlp_grpc: {
        endpoint: escapeValue(endpoint),
        tls: { insecure: true },
        ...sendLater({ mebibytes: agentQueueMiB, waits: true }),
      },
    },
    service: {
      extensions: Object.keys(extensions),
      pipelines: {
        logs: {
          receivers: ["file_log"],
          processors: ["memory_limiter", "transform"],
          exporters: ["otlp_grpc"],
        },
      },
      telemetry,
    },
  };
}
