import type { Cases } from "./case";

const pods = ["api-1", "api-2"];
/** A gauge as both pods report it. */
const each = (name: string, node: string, ...values: [string, string]) =>
  Object.fromEntries(
    pods.map((pod, index) => [`${name}{job="gallery-api",pod="${pod}",node="${node}"}`, values[index] ?? ""]),
  );
const inUse = (node: string, ...values: [string, string]) =>
  each("gallery_database_node_in_use", node, ...values);
const lag = (node: string, values: string) => each("gallery_database_node_lag_seconds", node, values, values);
const waiting = 'gallery_database_pool_waiting_requests{job="gallery-api",pod="api-1",node="primary"}';

export const database: Cases = {
  DatabasePrimaryUnreachable: {
    fires: { series: inUse("primary", "1x5 0x20", "1x5 0x20"), at: "10m", labels: [{ node: "primary" }] },
    quiet: { series: inUse("primary", "1x20", "0x20"), at: "10m" },
  },
  DatabaseReplicaLeftOut: {
    fires: {
      series: {
        ...inUse("replica-1", "1x5 0x20", "1x5 0x20"),
        ...inUse("replica-2", "1x25", "1x25"),
        ...lag("replica-1", "0x25"),
      },
      at: "15m",
      labels: [{ node: "replica-1" }],
    },
    // It lags, which another alert reports.
    quiet: { series: { ...inUse("replica-1", "0x25", "0x25"), ...lag("replica-1", "30x25") }, at: "15m" },
  },
  DatabaseReplicaLagging: {
    fires: { series: lag("replica-1", "1x5 6x20"), at: "15m", labels: [{ node: "replica-1" }] },
    quiet: { series: lag("replica-1", "1x5 6x4 1x20"), at: "15m" },
  },
  DatabasePoolExhausted: {
    fires: { series: { [waiting]: "0x5 3x20" }, at: "15m", labels: [{ node: "primary", pod: "api-1" }] },
    quiet: { series: { [waiting]: "0x5 3x3 0x2 3x3 0x20" }, at: "15m" },
  },
};
