/** Metrics of the requests whose traces Jaeger stores, with exemplars: a panel on durations shows them, and each opens its trace. */

const connector = "spanmetrics";
const filter = "filter/requests";
const exporter = "prometheus";

/** Name of the histogram in Prometheus: the connector's namespace, its metric and the unit. */
export const storedRequests = "traces_stored_duration_seconds";
/** Label of an exemplar with the id of its trace. */
export const traceLabel = "trace_id";

/**
 * Builds the parts of Jaeger's configuration that measure requests.
 *
 * The gateway has decided about the traces before, so that every exemplar has a trace. For the same reason the histogram counts more
 * errors and slow requests than there are: nothing but its exemplars is shown. Requests that Jaeger takes a second time, because OpenSearch
 * did not respond, count twice.
 *
 * @param endpoint address on which Prometheus reads them, host:port
 */
export const measureRequests = (endpoint: string) => ({
  processors: {
    [filter]: { error_mode: "ignore", traces: { span: ["kind != SPAN_KIND_SERVER"] } },
  },
  connectors: {
    // https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/v0.140.1/connector/spanmetricsconnector
    [connector]: {
      namespace: "traces.stored",
      histogram: {
        unit: "s",
        explicit: { buckets: ["100ms", "250ms", "500ms", "1s", "2500ms", "5s", "10s"] },
      },
      // Besides the service and whether the request failed. Names of spans can be anything.
      dimensions: [{ name: "http.route" }, { name: "http.request.method" }],
      exclude_dimensions: ["span.name", "span.kind", "collector.instance.id"],
      // Without it, each pod would have a histogram, and all of them the same labels.
      resource_metrics_key_attributes: ["service.name"],
      // Of 50 services, 100 combinations each. What is beyond is counted as one, without exemplars.
      ...{ resource_metrics_cache_size: 50, aggregation_cardinality_limit: 100 },
      // Prometheus reads as often: it sees the exemplars of each flush.
      metrics_flush_interval: "30s",
      // Of each flush the first ones are kept, and of these the last one of each bucket: with too few, a slow request after fast ones has none.
      exemplars: { enabled: true, max_per_data_point: 100 },
    },
  },
  // Only OpenMetrics has exemplars.
  exporters: { [exporter]: { endpoint, enable_open_metrics: true } },
  pipelines: {
    "traces/requests": {
      receivers: ["otlp"],
      processors: ["memory_limiter", filter],
      exporters: [connector],
    },
    "metrics/requests": { receivers: [connector], exporters: [exporter] },
  },
});
