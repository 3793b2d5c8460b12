import { randomUUID } from "node:crypto";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import type { ProcessConfig } from "../config";
import type { Metrics } from "../metrics";
import { addHealth } from "./health";
import { answerWithProblems, Problem } from "./problems";
import { problemsForMalformed, refuseUnroutable } from "./raw-problems";
import { nothingAllowed } from "./security-headers";
import { Trace } from "./trace";
import { handleUnreadBodies } from "./unread-bodies";

declare module "fastify" {
  interface FastifyRequest {
    trace: Trace;
  }
}

/** A server's state that shutdown changes. */
export interface Lifecycle {
  /** True from SIGTERM on: unready, and every answer asks its client to connect anew. */
  draining: boolean;
}

/** As nginx calls it: the client had gone before its answer was sent. */
const clientClosedRequest = 499;
const quietRoutes = new Set(["/healthz", "/readyz"]);
const knownMethods = new Set(["GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"]);

const noHost = new Problem(400, "no-host", "Host missing", "An HTTP/1.1 request needs a Host header.");

/** What every log line about a request carries: its id, and where it stands in its trace. */
export const requestContext = ({ id, trace }: FastifyRequest) => ({
  reqId: id,
  traceId: trace.traceId,
  spanId: trace.spanId,
});

/**
 * A server with everything that does not depend on what it serves: problems, health, security headers, rate
 * limit, request id, trace, one log line and one measurement per request.
 * @param isReady whether the parts that this server depends on can serve
 */
export async function createServer(
  config: ProcessConfig,
  log: FastifyBaseLogger,
  metrics: Metrics,
  lifecycle: Lifecycle,
  isReady: () => boolean,
): Promise<FastifyInstance> {
  const hops = config.TRUSTED_PROXY_HOPS;
  const server: FastifyInstance = Fastify({
    loggerInstance: log,
    // One line a request is enough, written below when its answer has been sent.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: hops === 0 ? false : (_address, hop) => hop < hops,
    bodyLimit: 16 * 1024,
    routerOptions: { maxParamLength: 100 },
    // Longer than a load balancer keeps an idle connection (60 s on an ALB), so that it is never this side that
    // closes the connection on which a request is already under way.
    keepAliveTimeout: 75_000,
    requestTimeout: 120_000,
    // While draining, requests on open connections are answered rather than refused.
    return503OnClosing: false,
    ...problemsForMalformed(log),
    // Checked below, where the answer is a problem document.
    http: { requireHostHeader: false },
    forceCloseConnections: "idle",
    genReqId: (request) => {
      const given = request.headers["x-request-id"];
      return typeof given === "string" && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
    },
    // A logger per request costs more than the request's one line; code that logs adds requestContext() instead.
    childLoggerFactory: (logger) => logger,
  });

  refuseUnroutable(server.server);
  server.decorateRequest("trace");
  server.addHook("onRequest", (request, reply, next) => {
    request.trace = Trace.from(request.headers);
    metrics.requestsInFlight.inc();
    reply.header("x-request-id", request.id).header("content-security-policy", nothingAllowed);
    if (lifecycle.draining) reply.header("connection", "close");
    // "close" also comes when the client goes away in the middle, which fastify's onResponse does not see.
    reply.raw.once("close", () => record(request, reply));
    next();
  });
  const record = (request: FastifyRequest, reply: FastifyReply) => {
    metrics.requestsInFlight.dec();
    const route = request.routeOptions.url ?? "unmatched";
    const method = knownMethods.has(request.method) ? request.method : "other";
    const status = reply.raw.writableFinished ? reply.statusCode : clientClosedRequest;
    const seconds = reply.elapsedTime / 1000;
    metrics.requestDuration.observe({ method, route, status: String(status) }, seconds);
    const level = quietRoutes.has(route) ? "debug" : "info";
    log[level]({ ...requestContext(request), method, route, status, seconds }, "request");
  };

  handleUnreadBodies(server);
  await server.register(helmet, {
    // Constant for everything but the page, so set above rather than put together anew for each answer.
    contentSecurityPolicy: false,
    referrerPolicy: { policy: "no-referrer" },
    // Each header costs on every answer; these five say nothing to a browser of today.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    originAgentCluster: false,
    // The load balancer ends TLS; browsers ignore this header over plain HTTP.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
  server.addHook("onRequest", (request, _reply, next) => {
    next(request.headers.host === undefined && request.raw.httpVersion === "1.1" ? noHost : undefined);
  });
  await server.register(rateLimit, {
    max: config.RATE_LIMIT_PER_MINUTE,
    timeWindow: 60_000,
    cache: 10_000,
    // Only a client that is refused needs to know the limit.
    addHeadersOnExceeding: {
      "x-ratelimit-limit": false,
      "x-ratelimit-remaining": false,
      "x-ratelimit-reset": false,
    },
  });
  answerWithProblems(server);
  addHealth(server, () => !lifecycle.draining && isReady());
  return server;
}
