import type { ApplicationSpec } from "../../applications/spec";

/** The orders API on /orders. It stores orders in the database and sends each to its queue. */
export const orders: ApplicationSpec = {
  name: "orders",
  image: { dockerfile: "orders/Dockerfile" },
  port: 8080,
  path: "/orders",
  size: { cpuMillicores: [100, 500], memoryMiB: [128, 256] },
  objectives: { availabilityPercent: 99.9, latencyPercent: 99, latencyMs: 500 },
  queue: { maxReceives: 5 },
  reaches: { database: "writer" },
};
