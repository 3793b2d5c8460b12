import type { Cases } from "./case";

const node = 'job="node-exporter",instance="10.0.0.1:9100",node="node-1"';
const GiB = 1024 ** 3;
const disk = (what: string) =>
  `node_filesystem_${what}_bytes{${node},device="/dev/nvme1n1p1",fstype="xfs",mountpoint="/local"}`;
const volume = (what: string) =>
  `kubelet_volume_stats_${what}_bytes{job="kubelet",namespace="monitoring",persistentvolumeclaim="prometheus-db"}`;
const ready =
  'kube_node_status_condition{job="kube-state-metrics",node="node-1",condition="Ready",status="true"}';
const idle = `node_cpu_seconds_total{${node},cpu="0",mode="idle"}`;
/** From 30 GiB of 100 decreasing by 2 GiB an hour: empty in 15 hours. */
const falling = `${30 * GiB}-${(2 * GiB) / 60}x480`;
const fallingSlowly = `${30 * GiB}-${(0.2 * GiB) / 60}x480`;

export const nodes: Cases = {
  NodeNotReady: {
    fires: {
      series: { [ready]: "1x5 0x20" },
      at: "18m",
      labels: [{ job: "kube-state-metrics", node: "node-1", condition: "Ready", status: "true" }],
    },
    quiet: { series: { [ready]: "1x5 0x5 1x10" }, at: "18m" },
  },
  NodeCpuSaturated: {
    fires: { series: { [idle]: "0+3x60" }, at: "50m", labels: [{ node: "node-1" }] },
    quiet: { series: { [idle]: "0+9x60" }, at: "50m" },
  },
  NodeMemoryRunningOut: {
    fires: {
      series: {
        [`node_memory_MemAvailable_bytes{${node}}`]: `${0.1 * 4 * GiB}x5 ${Math.round(0.02 * 4 * GiB)}x30`,
        [`node_memory_MemTotal_bytes{${node}}`]: `${4 * GiB}x40`,
      },
      at: "20m",
      labels: [{ job: "node-exporter", instance: "10.0.0.1:9100", node: "node-1" }],
    },
    quiet: {
      series: {
        [`node_memory_MemAvailable_bytes{${node}}`]: `${Math.round(0.08 * 4 * GiB)}x40`,
        [`node_memory_MemTotal_bytes{${node}}`]: `${4 * GiB}x40`,
      },
      at: "20m",
    },
  },
  NodeDiskFillingUp: {
    fires: {
      series: { [disk("avail")]: falling, [disk("size")]: `${100 * GiB}x480` },
      at: "7h",
      labels: [
        {
          job: "node-exporter",
          instance: "10.0.0.1:9100",
          node: "node-1",
          device: "/dev/nvme1n1p1",
          fstype: "xfs",
          mountpoint: "/local",
        },
      ],
    },
    quiet: { series: { [disk("avail")]: fallingSlowly, [disk("size")]: `${100 * GiB}x480` }, at: "7h" },
  },
  VolumeFillingUp: {
    fires: {
      series: { [volume("available")]: falling, [volume("capacity")]: `${100 * GiB}x480` },
      at: "7h",
      labels: [{ job: "kubelet", namespace: "monitoring", persistentvolumeclaim: "prometheus-db" }],
    },
    // It decreases at the same rate, but has enough left.
    quiet: {
      series: {
        [volume("available")]: `${90 * GiB}-${(2 * GiB) / 60}x480`,
        [volume("capacity")]: `${100 * GiB}x480`,
      },
      at: "7h",
    },
  },
};
