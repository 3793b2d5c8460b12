import { once } from "node:events";
import { Metrics } from "../../../../app/src/metrics";

const nodes = ["primary", "replica-1", "replica-2", "replica-3"];

/**
 * A process with the gallery's metrics registry, which has served requests on so many routes: one status each, and
 * an error on every tenth route. Its database has a primary and three replicas.
 */
export async function startApplication(routes: number): Promise<{ address: string; stop(): void }> {
  const metrics = new Metrics("1.0.0", "0123456");
  const pool = { totalCount: 5, idleCount: 3, waitingCount: 0 };
  metrics.database.watch(() => nodes.map((name) => ({ node: { name, lagSeconds: 0, pool }, inUse: true })));
  const answer = () => {
    for (let at = 0; at < routes; at += 1) {
      const route = `/api/things-${at}/:id`;
      metrics.requestDuration.observe({ method: "GET", route, status: "200" }, Math.random());
      if (at % 10 === 0)
        metrics.requestDuration.observe({ method: "GET", route, status: "503" }, Math.random());
    }
    for (const node of nodes) {
      metrics.database.queries.inc({ node, operation: "read", result: "ok" });
      metrics.database.queryDuration.observe({ node, operation: "read" }, Math.random() / 10);
    }
    metrics.database.queries.inc({ node: "primary", operation: "write", result: "ok" });
    metrics.database.queryDuration.observe({ node: "primary", operation: "write" }, Math.random() / 10);
    for (const operation of ["store", "read", "remove", "list"])
      metrics.storeDuration.observe({ operation, result: "ok" }, Math.random());
    for (const result of ["made", "unchanged", "removed", "failed"]) metrics.thumbnails.inc({ result });
  };
  answer();
  const timer = setInterval(answer, 200);
  const server = await metrics.listen("127.0.0.1", 0);
  if (!server.listening) await once(server, "listening");
  const bound = server.address();
  return {
    address: `127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`,
    stop() {
      clearInterval(timer);
      server.close();
      server.closeAllConnections();
    },
  };
}
