import type { Cases } from "./case";

const container = 'namespace="gallery",pod="api-1",container="api"';
const cadvisor = `job="kubelet",metrics_path="/metrics/cadvisor",${container}`;
const labels = [{ namespace: "gallery", pod: "api-1", container: "api" }];
const limit = `kube_pod_container_resource_limits{job="kube-state-metrics",${container},resource="memory",unit="byte"}`;
const memory = `container_memory_working_set_bytes{${cadvisor}}`;
const restarts = `kube_pod_container_status_restarts_total{job="kube-state-metrics",${container}}`;
const pending =
  'kube_pod_status_phase{job="kube-state-metrics",namespace="gallery",pod="api-1",phase="Pending"}';
const autoscaler = 'job="kube-state-metrics",namespace="gallery",horizontalpodautoscaler="api"';
const scaled = (current: string) => ({
  [`kube_horizontalpodautoscaler_status_current_replicas{${autoscaler}}`]: current,
  [`kube_horizontalpodautoscaler_spec_max_replicas{${autoscaler}}`]: "4x60",
  [`kube_horizontalpodautoscaler_spec_min_replicas{${autoscaler}}`]: "2x60",
});

export const pods: Cases = {
  PodCpuThrottled: {
    fires: {
      series: {
        [`container_cpu_cfs_throttled_periods_total{${cadvisor}}`]: "0+300x40",
        [`container_cpu_cfs_periods_total{${cadvisor}}`]: "0+600x40",
      },
      at: "30m",
      labels,
    },
    quiet: {
      series: {
        [`container_cpu_cfs_throttled_periods_total{${cadvisor}}`]: "0+60x40",
        [`container_cpu_cfs_periods_total{${cadvisor}}`]: "0+600x40",
      },
      at: "30m",
    },
  },
  PodMemoryNearLimit: {
    fires: { series: { [memory]: "380x40", [limit]: "400x40" }, at: "30m", labels },
    quiet: { series: { [memory]: "350x40", [limit]: "400x40" }, at: "30m" },
  },
  PodRestarting: {
    fires: {
      series: { [restarts]: "0+1x5 5x60" },
      at: "30m",
      labels: [{ job: "kube-state-metrics", namespace: "gallery", pod: "api-1", container: "api" }],
    },
    quiet: { series: { [restarts]: "0x5 1x20 2x60" }, at: "40m" },
  },
  PodStuckPending: {
    fires: { series: { [pending]: "1x30" }, at: "20m", labels: [{ namespace: "gallery", pod: "api-1" }] },
    // A new node takes a minute or two.
    quiet: { series: { [pending]: "1x5 0x30" }, at: "20m" },
  },
  AutoscalerAtMaximum: {
    fires: {
      series: scaled("4x60"),
      at: "40m",
      labels: [{ job: "kube-state-metrics", namespace: "gallery", horizontalpodautoscaler: "api" }],
    },
    quiet: { series: scaled("4x20 3x40"), at: "40m" },
  },
};
