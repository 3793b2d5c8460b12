import { image } from "../image";

/** Series that are not stored: those whose labels, joined by `;`, match as a whole. */
export interface Drop {
  readonly source_labels: readonly string[];
  readonly regex: string;
  readonly action: "drop";
}

/** How Prometheus finds what it scrapes; as in its own configuration file. */
export interface ScrapeConfig {
  readonly job_name: string;
  readonly kubernetes_sd_configs: readonly object[];
  readonly relabel_configs: readonly object[];
  readonly metric_relabel_configs: readonly object[];
}

/**
 * What nobody asks for is not stored: sums (percentiles and rates are made of buckets and counts), every other bucket,
 * times of the photo store but for their number, and most of what Node.js tells about itself. It more than halves the
 * application's series; the bounds that objectives can be set to (0.1, 0.25, 0.5, 1 and 2.5 s) stay. Prometheus 3 writes
 * whole bounds as 5.0. https://prometheus.io/docs/prometheus/latest/migration/#le-and-quantile-label-values
 */
export const fewerSeries: readonly Drop[] = [
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
 * The gallery's pods, each on its metrics port. Pods and not Services: every pod counts for itself. Given to Prometheus
 * as plain scrape configuration, because a PodMonitor could not exist before the chart's custom resource definitions.
 */
export function galleryScrape(namespace: string): ScrapeConfig {
  return {
    job_name: "gallery",
    kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [namespace] } }],
    relabel_configs: [
      keep("__meta_kubernetes_pod_label_app_kubernetes_io_part_of", "gallery"),
      keep("__meta_kubernetes_pod_container_port_number", String(image.metricsPort)),
      // What has ended (a migration, an evicted pod) has nobody to answer.
      keep("__meta_kubernetes_pod_phase", "Running"),
      // api → gallery-api: the job that rules and dashboards go by.
      {
        source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"],
        target_label: "job",
        replacement: "gallery-$1",
      },
      { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
      { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
    ],
    metric_relabel_configs: fewerSeries,
  };
}

const keep = (label: string, regex: string) => ({ source_labels: [label], regex, action: "keep" });
