import { Metrics } from "../../../app/src/metrics";
import { dropUnusedSeries } from "../../../k8s/monitoring/scrape";

/** Whether the scrape drops a metric regardless of its labels. */
function isDropped(name: string): boolean {
  const byName = dropUnusedSeries.filter(
    ({ source_labels, action }) => action === "drop" && source_labels.length === 1,
  );
  return byName.some(({ regex }) => new RegExp(`^(?:${regex})$`).test(name));
}

/** Names of the stored metrics of the gallery's registry. */
export async function galleryMetrics(): Promise<string[]> {
  const families = await new Metrics("0.0.0", "none").registry.getMetricsAsJSON();
  return families
    .flatMap(({ name, type }) =>
      String(type) === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    )
    .filter((name) => !isDropped(name));
}

/** What docs/applications.md asks of an application with objectives. */
const ofApplications = ["http_request_duration_seconds_bucket", "http_request_duration_seconds_count"];

/** The metrics of other exporters that we use. Each list names its source. */
export const others: Readonly<Record<string, readonly string[]>> = {
  // https://prometheus.io/docs/concepts/jobs_instances/#automatically-generated-labels-and-time-series
  prometheus: [
    "up",
    "ALERTS",
    // Its own /metrics; the e2e test scrapes them. https://github.com/prometheus/prometheus (rules, notifier, tsdb)
    "prometheus_rule_evaluation_failures_total",
    "prometheus_rule_group_last_duration_seconds",
    "prometheus_notifications_errors_total",
    "prometheus_notifications_sent_total",
    "prometheus_tsdb_head_series",
  ],
  // Only a Prometheus with remote write has them. https://github.com/prometheus/prometheus/blob/main/storage/remote/queue_manager.go
  "remote write": [
    "prometheus_remote_storage_queue_highest_sent_timestamp_seconds",
    "prometheus_remote_storage_samples_failed_total",
    "prometheus_remote_storage_samples_total",
  ],
  applications: ofApplications,
  // https://github.com/prometheus/alertmanager/blob/main/notify/notify.go
  alertmanager: ["alertmanager_notifications_failed_total", "alertmanager_notifications_total"],
  // https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics
  "kube-state-metrics": [
    "kube_deployment_spec_replicas",
    "kube_deployment_status_condition",
    "kube_deployment_status_replicas_available",
    "kube_deployment_status_replicas_updated",
    "kube_horizontalpodautoscaler_spec_max_replicas",
    "kube_horizontalpodautoscaler_spec_min_replicas",
    "kube_horizontalpodautoscaler_status_current_replicas",
    "kube_job_failed",
    "kube_node_status_condition",
    "kube_pod_container_resource_limits",
    "kube_pod_container_resource_requests",
    "kube_pod_container_status_restarts_total",
    "kube_pod_status_phase",
  ],
  // https://github.com/prometheus/node_exporter: collectors cpu, filesystem and meminfo
  "node-exporter": [
    "node_cpu_seconds_total",
    "node_filesystem_avail_bytes",
    "node_filesystem_size_bytes",
    "node_memory_MemAvailable_bytes",
    "node_memory_MemTotal_bytes",
  ],
  // https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md
  cadvisor: [
    "container_cpu_cfs_periods_total",
    "container_cpu_cfs_throttled_periods_total",
    "container_cpu_usage_seconds_total",
    "container_memory_working_set_bytes",
  ],
  // https://argo-rollouts.readthedocs.io/en/stable/features/controller-metrics/
  "argo-rollouts": ["rollout_info", "rollout_reconcile_error"],
  // https://opentelemetry.io/docs/collector/internal-telemetry/. npm run test:signals reads those of queues and drops.
  collector: [
    "otelcol_exporter_enqueue_failed_spans_total",
    "otelcol_exporter_queue_capacity",
    "otelcol_exporter_queue_size",
    "otelcol_exporter_send_failed_log_records_total",
    "otelcol_exporter_send_failed_spans_total",
    "otelcol_exporter_sent_log_records_total",
    "otelcol_exporter_sent_spans_total",
    "otelcol_processor_tail_sampling_count_traces_sampled_total",
    "otelcol_receiver_accepted_log_records_total",
    "otelcol_receiver_accepted_spans_total",
    "otelcol_receiver_refused_log_records_total",
    "otelcol_receiver_refused_spans_total",
  ],
  // npm run test:signals reads it.
  jaeger: ["jaeger_storage_bulk_index_errors_total"],
  // https://kubernetes.io/docs/reference/instrumentation/metrics/
  kubelet: ["kubelet_volume_stats_available_bytes", "kubelet_volume_stats_capacity_bytes"],
};
