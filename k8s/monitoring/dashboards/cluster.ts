import type { DashboardSpec } from "./spec";

export const cluster: DashboardSpec = {
  name: "cluster",
  title: "Cluster",
  description: "Do nodes and pods have sufficient resources?",
  panels: [
    {
      title: "How busy is each node?",
      description: "Used share of the CPU.",
      queries: [{ expr: "node:cpu_utilisation:ratio_rate5m", legend: "{{node}}" }],
      unit: "percentunit",
      threshold: { value: 0.9 },
      alerts: ["NodeCpuSaturated"],
    },
    {
      title: "How full is each node's memory?",
      description: "Used share of the memory. Near 100 %, pods are evicted.",
      queries: [{ expr: "node:memory_utilisation:ratio", legend: "{{node}}" }],
      unit: "percentunit",
      threshold: { value: 0.95 },
      alerts: ["NodeMemoryRunningOut"],
    },
    {
      title: "How full are disks and volumes?",
      description: "Used share. An alert fires a day before a disk or volume is full.",
      queries: [
        {
          expr: '1 - node_filesystem_avail_bytes{job="node-exporter",fstype!~"tmpfs|ramfs|overlay|squashfs|erofs"} / node_filesystem_size_bytes{job="node-exporter",fstype!~"tmpfs|ramfs|overlay|squashfs|erofs"}',
          legend: "{{node}} {{mountpoint}}",
        },
        {
          expr: '1 - kubelet_volume_stats_available_bytes{job="kubelet"} / kubelet_volume_stats_capacity_bytes{job="kubelet"}',
          legend: "{{namespace}}/{{persistentvolumeclaim}}",
        },
      ],
      unit: "percentunit",
      alerts: ["NodeDiskFillingUp", "VolumeFillingUp"],
    },
    {
      title: "Which nodes are ready?",
      description: "1: ready.",
      queries: [
        {
          expr: 'kube_node_status_condition{job="kube-state-metrics",condition="Ready",status="true"}',
          legend: "{{node}}",
        },
      ],
      unit: "short",
      threshold: { value: 1, below: true },
      alerts: ["NodeNotReady"],
    },
    {
      title: "Which containers are throttled?",
      description: "Share of the CPU periods in which a container was throttled at its CPU limit.",
      queries: [
        {
          expr: "namespace_pod_container:cpu_throttled:ratio_rate5m",
          legend: "{{namespace}}/{{pod}} {{container}}",
        },
      ],
      unit: "percentunit",
      threshold: { value: 0.25 },
      alerts: ["PodCpuThrottled"],
    },
    {
      title: "Which containers are near their memory limit?",
      description: "Memory as a share of the limit. A container that exceeds its limit is killed.",
      queries: [
        {
          expr: "namespace_pod_container:memory_of_limit:ratio",
          legend: "{{namespace}}/{{pod}} {{container}}",
        },
      ],
      unit: "percentunit",
      threshold: { value: 0.9 },
      alerts: ["PodMemoryNearLimit"],
    },
    {
      title: "How much CPU is requested, and how much is used?",
      description:
        "Cores by namespace. Requests far above the usage cost money. Usage above the requests is not guaranteed.",
      queries: [
        {
          expr: 'sum by (namespace) (kube_pod_container_resource_requests{job="kube-state-metrics",resource="cpu"})',
          legend: "{{namespace}} requested",
        },
        {
          expr: "sum by (namespace) (namespace_pod_container:cpu_usage_seconds:rate5m)",
          legend: "{{namespace}} used",
        },
      ],
      unit: "short",
    },
    {
      title: "How much memory is requested, and how much is used?",
      description:
        "Bytes by namespace. If a node runs out of memory, pods that use more than they request are evicted first.",
      queries: [
        {
          expr: 'sum by (namespace) (kube_pod_container_resource_requests{job="kube-state-metrics",resource="memory"})',
          legend: "{{namespace}} requested",
        },
        {
          expr: 'sum by (namespace) (container_memory_working_set_bytes{job="kubelet",metrics_path="/metrics/cadvisor",container!=""})',
          legend: "{{namespace}} used",
        },
      ],
      unit: "bytes",
    },
    {
      title: "Which pods do not run?",
      description: "Restarts within an hour, and pods that have not started.",
      queries: [
        {
          expr: 'sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total{job="kube-state-metrics"}[1h]))',
          legend: "{{namespace}}/{{pod}} restarts",
        },
        {
          expr: 'sum by (namespace, pod) (kube_pod_status_phase{job="kube-state-metrics",phase=~"Pending|Unknown"}) > 0',
          legend: "{{namespace}}/{{pod}} waits",
        },
      ],
      unit: "short",
      threshold: { value: 3 },
      alerts: ["PodRestarting", "PodStuckPending"],
    },
    {
      title: "How far are the autoscalers from their limits?",
      description: "Number of pods as a share of the maximum.",
      queries: [
        {
          expr: 'kube_horizontalpodautoscaler_status_current_replicas{job="kube-state-metrics"} / kube_horizontalpodautoscaler_spec_max_replicas{job="kube-state-metrics"}',
          legend: "{{namespace}}/{{horizontalpodautoscaler}}",
        },
      ],
      unit: "percentunit",
      threshold: { value: 1 },
      alerts: ["AutoscalerAtMaximum"],
    },
  ],
};
