import { image } from "../image";

/** How Prometheus finds what it scrapes; as in its own configuration file. */
export interface ScrapeConfig {
  readonly job_name: string;
  readonly kubernetes_sd_configs: readonly object[];
  readonly relabel_configs: readonly object[];
}

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
  };
}

const keep = (label: string, regex: string) => ({ source_labels: [label], regex, action: "keep" });
