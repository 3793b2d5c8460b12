import { createServer, type Server } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { SpanCounts } from "./telemetry/origin";

/** The properties of a database node that the metrics show. */
interface ObservedNode {
  readonly node: {
    readonly name: string;
    readonly lagSeconds: number | undefined;
    readonly pool: { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number };
  };
  readonly inUse: boolean;
}

// Latency objectives can be set to some of these bounds (settings/schema.ts).
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const queryBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3];

/** Metrics of the database nodes; `node` is `primary`, `replica-1`, … */
export type DatabaseMetrics = ReturnType<typeof databaseMetrics>;

function databaseMetrics(registry: Registry) {
  const registers = [registry];
  let observe: () => ObservedNode[] = () => [];
  const gauge = (name: string, help: string, value: (observed: ObservedNode) => number | undefined) =>
    new Gauge({
      name,
      help,
      labelNames: ["node"],
      registers,
      collect() {
        for (const observed of observe()) {
          const measured = value(observed);
          // An unknown lag has no sample. With 0, alerts and graphs would show no lag.
          if (measured === undefined) this.remove(observed.node.name);
          else this.set({ node: observed.node.name }, measured);
        }
      },
    });
  gauge("gallery_database_node_in_use", "1 if queries are sent to the node, else 0", (o) => Number(o.inUse));
  gauge("gallery_database_node_lag_seconds", "Replication lag in seconds", (o) => o.node.lagSeconds);
  gauge(
    "gallery_database_pool_active_connections",
    "Connections in use",
    ({ node: { pool } }) => pool.totalCount - pool.idleCount,
  );
  gauge("gallery_database_pool_idle_connections", "Idle connections", (o) => o.node.pool.idleCount);
  gauge(
    "gallery_database_pool_waiting_requests",
    "Queries waiting for a connection",
    (o) => o.node.pool.waitingCount,
  );
  return {
    /** Sets the function that returns the nodes. */
    watch(nodes: () => ObservedNode[]) {
      observe = nodes;
    },
    queries: new Counter({
      name: "gallery_database_queries_total",
      help: "Queries by node, operation (read, write) and result (ok, error)",
      labelNames: ["node", "operation", "result"],
      registers,
    }),
    queryDuration: new Histogram({
      name: "gallery_database_query_duration_seconds",
      help: "Duration of a query, including the wait for a connection",
      labelNames: ["node", "operation"],
      buckets: queryBuckets,
      registers,
    }),
    readRetries: new Counter({
      name: "gallery_database_read_retries_total",
      help: "Reads that failed on one node and were retried on another",
      registers,
    }),
  };
}

function spanCounts(registry: Registry): SpanCounts {
  const registers = [registry];
  const ended = new Counter({
    name: "gallery_spans_ended_total",
    help: "Recorded spans that have ended; those that are never exported were dropped",
    registers,
  });
  const exported = new Counter({
    name: "gallery_spans_exported_total",
    help: "Spans sent to the receiver, by result (ok, failed)",
    labelNames: ["result"],
    registers,
  });
  return {
    ended: () => ended.inc(),
    exported: (result, spans) => exported.inc({ result }, spans),
  };
}

/** All metrics of a process. */
export class Metrics {
  readonly registry = new Registry();
  readonly database = databaseMetrics(this.registry);
  readonly spans = spanCounts(this.registry);
  private readonly registers = [this.registry];

  readonly requestDuration = new Histogram({
    name: "gallery_http_request_duration_seconds",
    help: "Time from the headers of a request to the end of its response, by route pattern",
    labelNames: ["method", "route", "status"],
    buckets: requestBuckets,
    registers: this.registers,
  });
  readonly requestsInFlight = new Gauge({
    name: "gallery_http_requests_in_flight",
    help: "Requests in progress",
    registers: this.registers,
  });
  readonly uploadBytes = new Counter({
    name: "gallery_upload_bytes_total",
    help: "Bytes of received photos, including rejected ones",
    registers: this.registers,
  });
  readonly thumbnails = new Counter({
    name: "gallery_thumbnails_total",
    help: "Thumbnail events handled by this process, by result (made, unchanged, removed, failed)",
    labelNames: ["result"],
    registers: this.registers,
  });
  readonly storeDuration = new Histogram({
    name: "gallery_object_store_duration_seconds",
    help: "Duration of a call to the object store, by operation and result (ok, error)",
    labelNames: ["operation", "result"],
    buckets: requestBuckets,
    registers: this.registers,
  });
  readonly swept = new Counter({
    name: "gallery_swept_objects_total",
    help: "Objects removed because no row refers to them",
    registers: this.registers,
  });

  constructor(version: string, commit: string) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: "gallery_build_info",
      help: "Always 1; the labels contain the version and the commit",
      labelNames: ["version", "commit"],
      registers: this.registers,
    }).set({ version, commit }, 1);
  }

  /**
   * Serves the metrics on a separate port, so that clients of the API cannot access them. An Ingress routes to one port, and a
   * NetworkPolicy can distinguish ports but not paths.
   */
  listen(host: string, port: number): Promise<Server> {
    const server = createServer((request, response) => {
      if (request.url !== "/metrics") {
        response.writeHead(404).end();
        return;
      }
      this.registry.metrics().then(
        (text) => response.writeHead(200, { "content-type": this.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => resolve(server));
    });
  }
}
