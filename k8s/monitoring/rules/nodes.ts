import type { RuleGroup, RuleOptions } from "./rule";
import { scaleWindow } from "./timing";

/** Writable disks. The root filesystem of Auto Mode's nodes is a read-only image and always full. */
const disks = 'job="node-exporter",fstype!~"tmpfs|ramfs|overlay|squashfs|erofs"';

/** Rules on utilization, saturation and errors of nodes and volumes. https://www.brendangregg.com/usemethod.html */
export function nodes({ timing }: RuleOptions): RuleGroup {
  return {
    name: "nodes-use",
    rules: [
      {
        record: "node:cpu_utilisation:ratio_rate5m",
        expr: `1 - avg by (node) (rate(node_cpu_seconds_total{job="node-exporter",mode="idle"}[${scaleWindow("5m", timing)}]))`,
      },
      {
        record: "node:memory_utilisation:ratio",
        expr: '1 - node_memory_MemAvailable_bytes{job="node-exporter"} / node_memory_MemTotal_bytes{job="node-exporter"}',
      },
      {
        alert: "NodeNotReady",
        expr: 'kube_node_status_condition{job="kube-state-metrics",condition="Ready",status="true"} == 0',
        for: "10m",
        severity: "warning",
        summary:
          "Node {{ $labels.node }} has not been ready for ten minutes, and Auto Mode has not replaced it.",
        dashboard: "cluster",
      },
      {
        alert: "NodeCpuSaturated",
        expr: "node:cpu_utilisation:ratio_rate5m > 0.9",
        for: "30m",
        severity: "warning",
        summary:
          "Node {{ $labels.node }} has used {{ $value | humanizePercentage }} of its CPU for half an hour.",
        dashboard: "cluster",
      },
      {
        alert: "NodeMemoryRunningOut",
        expr: "node:memory_utilisation:ratio > 0.95",
        for: "10m",
        severity: "warning",
        summary:
          "Node {{ $labels.node }} uses {{ $value | humanizePercentage }} of its memory: pods will be evicted or killed.",
        dashboard: "cluster",
      },
      {
        alert: "NodeDiskFillingUp",
        expr: `predict_linear(node_filesystem_avail_bytes{${disks}}[${scaleWindow("6h", timing)}], 24 * 3600) < 0
and node_filesystem_avail_bytes{${disks}} / node_filesystem_size_bytes{${disks}} < 0.4`,
        for: "1h",
        severity: "warning",
        summary:
          "{{ $labels.mountpoint }} on node {{ $labels.node }} will be full within a day at this rate.",
        dashboard: "cluster",
      },
      {
        alert: "VolumeFillingUp",
        expr: `predict_linear(kubelet_volume_stats_available_bytes{job="kubelet"}[${scaleWindow("6h", timing)}], 24 * 3600) < 0
and kubelet_volume_stats_available_bytes{job="kubelet"} / kubelet_volume_stats_capacity_bytes{job="kubelet"} < 0.4`,
        for: "1h",
        severity: "warning",
        summary:
          "Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} will be full within a day at this rate.",
        dashboard: "cluster",
      },
    ],
  };
}
