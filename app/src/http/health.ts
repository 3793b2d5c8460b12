import type { FastifyInstance } from "fastify";

/**
 * `/healthz`: the process is alive, whatever its surroundings; a failure is a reason to restart it.
 * `/readyz`: it can serve now; a failure is a reason to send requests elsewhere, and the first sign of shutdown.
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
