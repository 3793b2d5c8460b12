/** What an OpenSearch domain needs to store log records: an ingest pipeline, an index template, and a data stream. */

/** The data stream of log records. */
export const logStream = "logs-containers";
/** The ingest pipeline that makes a document of a record. */
const pipeline = "log-record";

/**
 * Makes a document of the request that the gateway sends for each record, in the JSON of OTLP.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 *
 * The text becomes one field and is not read, so that nothing in it can take the place of another field.
 */
const toDocument = `
String textOf(def value) {
  if (value == null) return null;
  for (def kind : ['stringValue', 'intValue', 'doubleValue', 'boolValue', 'bytesValue'])
    if (value.containsKey(kind)) return value[kind].toString();
  return value.toString();
}
Map readAttributes(def list) {
  Map read = new TreeMap();
  if (list != null) for (def each : list) read[each.key] = textOf(each.value);
  return read;
}
def resource = ctx.remove('resourceLogs')[0];
def record = resource.scopeLogs[0].logRecords[0];
def time = record.timeUnixNano;
if (time == null || time == '0') time = record.observedTimeUnixNano;
long nanos = Long.parseLong(time.toString());
ctx['@timestamp'] = Instant.ofEpochSecond(nanos / 1000000000L, nanos % 1000000000L).toString();
ctx.body = textOf(record.body);
for (def name : ['severityText', 'traceId', 'spanId'])
  if (record[name] != null && record[name] != '') ctx[name] = record[name];
ctx.resource = readAttributes(resource.resource?.attributes);
ctx.attributes = readAttributes(record.attributes);
`;

/** A PUT request of OpenSearch's REST API. Repeated, it changes nothing. */
export interface StoreRequest {
  readonly path: string;
  readonly body?: object;
}

/** Copies of each index, and parts in which it is divided. */
export interface Shards {
  /** Nodes of the domain: with one, there is no other node for a copy. */
  readonly nodes: number;
}

/** Copies of each index besides the first. */
export const replicasOf = ({ nodes }: Shards): number => (nodes > 1 ? 1 : 0);

/** Requests that prepare the store for log records, in this order. */
export const prepareLogStore = (shards: Shards): readonly StoreRequest[] => [
  {
    path: `/_ingest/pipeline/${pipeline}`,
    body: {
      description: "Makes a document of a log record in OTLP",
      processors: [{ script: { lang: "painless", source: toDocument } }],
    },
  },
  {
    path: `/_index_template/${logStream}`,
    body: {
      index_patterns: [logStream],
      data_stream: {},
      priority: 100,
      template: {
        settings: {
          "index.number_of_shards": 1,
          "index.number_of_replicas": replicasOf(shards),
          "index.default_pipeline": pipeline,
        },
        mappings: {
          // Attributes with other names are stored and cannot be searched: their number has no bound.
          dynamic: false,
          properties: {
            "@timestamp": { type: "date_nanos" },
            body: { type: "text" },
            severityText: { type: "keyword" },
            traceId: { type: "keyword" },
            spanId: { type: "keyword" },
            resource: { properties: toKeywords(searchable) },
          },
        },
      },
    },
  },
];

/** Attributes of the resource that can be searched. */
const searchable = [
  "k8s.cluster.name",
  "k8s.namespace.name",
  "k8s.pod.name",
  "k8s.container.name",
  "k8s.node.name",
  "deployment.environment.name",
  "service.name",
];

function toKeywords(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, { type: "keyword" }]));
}
