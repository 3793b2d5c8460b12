import type { FastifyInstance } from "fastify";

/**
 * `/healthz` (liveness): the process responds, also if the database does not. Restart the process if it fails.
 * `/readyz` (readiness): the process can serve requests. It fails from the beginning of the shutdown.
 */
export function addHealth(server: FastifyInstance, isReady: () => boolean): void {
  const quiet = { schema: { hide: true }, config: { rateLimit: false } } as const;
  server.get("/healthz", quiet, async (_request, reply) =>
    reply.header("cache-control", "no-store").send({ status: "alive" }),
  );
  server.get("/readyz", quiet, async (_request, reply) => {
    const ready = isReady();
    return reply
      .code(ready ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status: ready ? "ready" : "not ready" });
  });
}
