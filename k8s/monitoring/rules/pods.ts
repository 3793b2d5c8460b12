import type { RuleGroup, RuleOptions } from "./rule";
import { scaleWindow } from "./timing";

const cadvisor = 'job="kubelet",metrics_path="/metrics/cadvisor",container!=""';

/** Rules on utilization and saturation of pods, and on pods that do not run. */
export function pods({ timing }: RuleOptions): RuleGroup {
  const fiveMinutes = scaleWindow("5m", timing);
  return {
    name: "pods-use",
    rules: [
      {
        record: "namespace_pod_container:cpu_usage_seconds:rate5m",
        expr: `sum by (namespace, pod, container) (rate(container_cpu_usage_seconds_total{${cadvisor}}[${fiveMinutes}]))`,
      },
      {
        record: "namespace_pod_container:cpu_throttled:ratio_rate5m",
        expr: `sum by (namespace, pod, container) (rate(container_cpu_cfs_throttled_periods_total{${cadvisor}}[${fiveMinutes}]))
  / sum by (namespace, pod, container) (rate(container_cpu_cfs_periods_total{${cadvisor}}[${fiveMinutes}]))`,
      },
      {
        record: "namespace_pod_container:memory_of_limit:ratio",
        expr: `sum by (namespace, pod, container) (container_memory_working_set_bytes{${cadvisor}})
  / sum by (namespace, pod, container) (kube_pod_container_resource_limits{job="kube-state-metrics",resource="memory"})`,
      },
      {
        alert: "PodCpuThrottled",
        expr: "namespace_pod_container:cpu_throttled:ratio_rate5m > 0.25",
        for: "15m",
        severity: "warning",
        summary:
          "{{ $labels.container }} in {{ $labels.namespace }}/{{ $labels.pod }} is throttled in {{ $value | humanizePercentage }} of its CPU periods.",
        dashboard: "cluster",
      },
      {
        alert: "PodMemoryNearLimit",
        expr: "namespace_pod_container:memory_of_limit:ratio > 0.9",
        for: "15m",
        severity: "warning",
        summary:
          "{{ $labels.container }} in {{ $labels.namespace }}/{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory limit; at the limit it is killed.",
        dashboard: "cluster",
      },
      {
        alert: "PodRestarting",
        expr: `increase(kube_pod_container_status_restarts_total{job="kube-state-metrics"}[${scaleWindow("1h", timing)}]) > 3`,
        severity: "warning",
        summary:
          "{{ $labels.container }} in {{ $labels.namespace }}/{{ $labels.pod }} restarted {{ $value | humanize }} times within an hour.",
        dashboard: "cluster",
      },
      {
        alert: "PodStuckPending",
        expr: 'sum by (namespace, pod) (kube_pod_status_phase{job="kube-state-metrics",phase=~"Pending|Unknown"}) > 0',
        for: "15m",
        severity: "warning",
        summary: "Pod {{ $labels.namespace }}/{{ $labels.pod }} has not started for fifteen minutes.",
        dashboard: "cluster",
      },
      {
        alert: "AutoscalerAtMaximum",
        expr: `kube_horizontalpodautoscaler_status_current_replicas{job="kube-state-metrics"}
  >= kube_horizontalpodautoscaler_spec_max_replicas{job="kube-state-metrics"}
and kube_horizontalpodautoscaler_spec_max_replicas{job="kube-state-metrics"}
  > kube_horizontalpodautoscaler_spec_min_replicas{job="kube-state-metrics"}`,
        for: "30m",
        severity: "warning",
        summary:
          "{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has been at its maximum of {{ $value }} pods for half an hour: it cannot scale up further.",
        dashboard: "cluster",
      },
    ],
  };
}
