import { image } from "../image";
import { versionLabel } from "../releases/analysis";
import { controllerMetricsPort, controllerName } from "../releases/controller-access";
import { agent, gateway, jaeger, ports } from "../telemetry/addresses";
import { refusedByOpenSearch } from "../telemetry/jaeger-config";
import { storedRequests } from "../telemetry/stored-requests";

/** A relabeling rule that drops series whose label values, joined by `;`, match the whole expression. */
export interface Drop {
  readonly source_labels: readonly string[];
  readonly regex: string;
  readonly action: "drop";
}

/** A scrape configuration in Prometheus's format. */
export interface ScrapeConfig {
  readonly job_name: string;
  readonly kubernetes_sd_configs: readonly object[];
  readonly relabel_configs: readonly object[];
  readonly metric_relabel_configs: readonly object[];
}

/**
 * Drops series that no rule or dashboard uses: sums (percentiles and rates need only buckets and counts), every second
 * bucket, durations of the photo store except their counts, and most of the Node.js metrics. This more than halves the
 * number of the application's series. The buckets for possible objectives (0.1, 0.25, 0.5, 1 and 2.5 s) are kept.
 * Prometheus 3 formats integer bounds as 5.0. https://prometheus.io/docs/prometheus/latest/migration/#le-and-quantile-label-values
 */
export const dropUnusedSeries: readonly Drop[] = [
  {
    source_labels: ["__name__"],
    regex: [
      "gallery_.+_sum",
      "gallery_object_store_duration_seconds_bucket",
      "gallery_database_query_duration_seconds_count",
      "nodejs_(gc|active|external|heap_space|heap_size_total|eventloop_lag_(seconds|min|max|mean|stddev|p50|p90)).*",
      "process_(virtual|heap|open|max|cpu_user|cpu_system).*",
    ].join("|"),
    action: "drop",
  },
  {
    source_labels: ["__name__", "le"],
    regex: "gallery_.+_bucket;(0\\.0005|0\\.0025|0\\.005|0\\.025|5\\.0|10\\.0|30\\.0)",
    action: "drop",
  },
];

/**
 * Creates the scrape configuration of the gallery's pods, each on its metrics port. It selects pods and not Services, to
 * scrape every pod. It is not a PodMonitor, whose custom resource definition exists only after the chart is installed.
 *
 * @param versions whether series have the label of the pod's version, which releases compare
 */
export function createGalleryScrapeConfig(namespace: string, versions = false): ScrapeConfig {
  // The job label that rules and dashboards use: api becomes gallery-api.
  return {
    ...createPodScrapeConfig(namespace, "gallery", "gallery-$1", versions),
    metric_relabel_configs: dropUnusedSeries,
  };
}

/** Creates the scrape configuration of the other applications' pods. The job label is the application's name. */
export function createApplicationsScrapeConfig(namespace: string, versions = false): ScrapeConfig {
  return createPodScrapeConfig(namespace, "applications", "$1", versions);
}

/** Creates the scrape configuration of the controller of releases. */
export const createControllerScrapeConfig = (): ScrapeConfig =>
  createPartScrapeConfig({ name: controllerName, namespace: controllerName }, controllerMetricsPort);

/** Creates the scrape configurations of the Collector's parts. */
export const createCollectorScrapeConfigs = (): ScrapeConfig[] =>
  [gateway, agent].map((part) => ({
    ...createPartScrapeConfig(part, ports.metrics),
    metric_relabel_configs: [keep("__name__", storedOfCollector.join("|"))],
  }));

/** The metrics of the Collector that rules, panels and diagnoses use; it has a hundred others. */
const storedOfCollector = [
  "otelcol_exporter_enqueue_failed_spans.*",
  "otelcol_exporter_queue_(size|capacity)",
  "otelcol_exporter_send_failed_.*",
  "otelcol_exporter_sent_.*",
  "otelcol_fileconsumer_.*",
  "otelcol_process_memory_rss.*",
  "otelcol_processor_tail_sampling_.*(traces_sampled|dropped_too_early|traces_on_memory).*",
  "otelcol_receiver_(accepted|refused)_.*",
];

/** Name of the job with the requests whose traces Jaeger stores. */
export const requestsJob = `${jaeger.name}-requests`;

/** Creates the scrape configurations of Jaeger: its own metrics, and those of the requests whose traces it stores. */
export const createJaegerScrapeConfigs = (): ScrapeConfig[] => [
  {
    ...createPartScrapeConfig(jaeger, ports.metrics),
    // Without an answer of OpenSearch, Jaeger repeats, and the gateway waits. What OpenSearch refuses is lost, and counted by the last one.
    metric_relabel_configs: [
      keep(
        "__name__",
        `otelcol_(receiver_(accepted|refused)_spans|process_memory_rss).*|${refusedByOpenSearch}`,
      ),
    ],
  },
  {
    ...createPartScrapeConfig(jaeger, ports.requests, requestsJob),
    metric_relabel_configs: [
      keep("__name__", `${storedRequests}_bucket`),
      // Job and instance of the first pod of a service, and the connector's own name.
      { regex: "exported_(job|instance)|otel_scope_.+", action: "labeldrop" },
    ],
  },
];

/** Creates the scrape configuration of pods with one name in their namespace. @param job name of the job. Default: that of the pods */
const createPartScrapeConfig = (
  { name, namespace }: { readonly name: string; readonly namespace: string },
  port: number,
  job = name,
): ScrapeConfig => ({
  job_name: job,
  kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [namespace] } }],
  relabel_configs: [
    keep("__meta_kubernetes_pod_label_app_kubernetes_io_name", name),
    keep("__meta_kubernetes_pod_container_port_number", String(port)),
    keep("__meta_kubernetes_pod_phase", "Running"),
    { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
    { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
  ],
  metric_relabel_configs: [],
});

function createPodScrapeConfig(
  namespace: string,
  partOf: string,
  job: string,
  versions: boolean,
): ScrapeConfig {
  return {
    job_name: partOf,
    kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [namespace] } }],
    relabel_configs: [
      keep("__meta_kubernetes_pod_label_app_kubernetes_io_part_of", partOf),
      keep("__meta_kubernetes_pod_container_port_number", String(image.metricsPort)),
      // Ignores pods that have ended, such as migrations and evicted pods.
      keep("__meta_kubernetes_pod_phase", "Running"),
      {
        source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"],
        target_label: "job",
        replacement: job,
      },
      { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
      { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
      ...(versions
        ? [
            {
              source_labels: ["__meta_kubernetes_pod_label_rollouts_pod_template_hash"],
              target_label: versionLabel,
            },
          ]
        : []),
    ],
    metric_relabel_configs: [],
  };
}

const keep = (label: string, regex: string) => ({ source_labels: [label], regex, action: "keep" });
