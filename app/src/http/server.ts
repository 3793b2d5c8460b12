import { randomUUID } from "node:crypto";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import type { Span } from "@opentelemetry/api";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import type { ProcessConfig } from "../config";
import type { Metrics } from "../metrics";
import { enter, traceOf } from "../telemetry/span";
import { addHealth } from "./health";
import { answerWithProblems, Problem } from "./problems";
import { problemsForMalformed, refuseUnroutable } from "./raw-problems";
import { endRequestSpan, startRequestSpan } from "./request-span";
import { nothingAllowed } from "./security-headers";
import { Trace } from "./trace";
import { handleUnreadBodies } from "./unread-bodies";

declare module "fastify" {
  interface FastifyRequest {
    trace: Trace;
    /** Undefined for health checks, and while no spans are recorded. */
    span: Span | undefined;
  }
}

/** The state of a server during shutdown. */
export interface Lifecycle {
  /** True after SIGTERM. The server is not ready, and each response closes its connection. */
  draining: boolean;
}

/** The client disconnected before the response was sent. nginx uses the same status. */
const clientClosedRequest = 499;
const quietRoutes = new Set(["/healthz", "/readyz"]);
const knownMethods = new Set(["GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"]);

/** The route and the method of a request, each from a limited set of values. */
const describe = ({ routeOptions, method }: FastifyRequest) => ({
  route: routeOptions.url ?? "unmatched",
  method: knownMethods.has(method) ? method : "other",
});

const noHost = new Problem(400, "no-host", "Host missing", "An HTTP/1.1 request needs a Host header.");

/** The fields of all log lines about a request: its id, and the ids of its trace and span. */
export const requestContext = ({ id, trace }: FastifyRequest) => ({
  reqId: id,
  traceId: trace.traceId,
  spanId: trace.spanId,
});

/**
 * Creates a server with the functions that all roles have: problem documents, health checks, security headers, rate limit,
 * request id, trace, and one log line and one measurement per request.
 * @param isReady whether the dependencies of the server can serve requests
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
    // The hook below writes one log line per request, after the response.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: hops === 0 ? false : (_address, hop) => hop < hops,
    bodyLimit: 16 * 1024,
    routerOptions: { maxParamLength: 100 },
    // Longer than the idle timeout of the load balancer (60 s on an ALB). Otherwise the server could close a connection on
    // which the load balancer has just sent a request.
    keepAliveTimeout: 75_000,
    requestTimeout: 120_000,
    // During shutdown, requests on open connections are still served.
    return503OnClosing: false,
    ...problemsForMalformed(log),
    // A hook below checks the header, and responds with a problem document.
    http: { requireHostHeader: false },
    forceCloseConnections: "idle",
    genReqId: (request) => {
      const given = request.headers["x-request-id"];
      return typeof given === "string" && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
    },
    // A logger for each request would cost more than its one log line. Code that logs adds requestContext() instead.
    childLoggerFactory: (logger) => logger,
  });

  refuseUnroutable(server.server);
  server.decorateRequest("trace");
  server.decorateRequest("span");
  server.addHook("onRequest", (request, reply, next) => {
    const { route, method } = describe(request);
    request.span = quietRoutes.has(route) ? undefined : startRequestSpan(request, route, method);
    request.trace = (request.span && traceOf(request.span)) ?? Trace.from(request.headers);
    metrics.requestsInFlight.inc();
    reply.header("x-request-id", request.id).header("content-security-policy", nothingAllowed);
    if (lifecycle.draining) reply.header("connection", "close");
    // Fastify does not call onResponse if the client disconnects early. "close" is always emitted.
    reply.raw.once("close", () => record(request, reply));
    enter(request.span, next);
  });
  const record = (request: FastifyRequest, reply: FastifyReply) => {
    metrics.requestsInFlight.dec();
    const { route, method } = describe(request);
    const status = reply.raw.writableFinished ? reply.statusCode : clientClosedRequest;
    const seconds = reply.elapsedTime / 1000;
    metrics.requestDuration.observe({ method, route, status: String(status) }, seconds);
    const level = quietRoutes.has(route) ? "debug" : "info";
    log[level]({ ...requestContext(request), method, route, status, seconds }, "request");
    endRequestSpan(request.span, status);
  };

  handleUnreadBodies(server);
  await server.register(helmet, {
    // The policy is constant for all responses except the page, so the hook above sets it.
    contentSecurityPolicy: false,
    referrerPolicy: { policy: "no-referrer" },
    // Current browsers ignore these five headers.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    originAgentCluster: false,
    // The load balancer terminates TLS. Browsers ignore this header over plain HTTP.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
  server.addHook("onRequest", (request, _reply, next) => {
    next(request.headers.host === undefined && request.raw.httpVersion === "1.1" ? noHost : undefined);
  });
  await server.register(rateLimit, {
    max: config.RATE_LIMIT_PER_MINUTE,
    timeWindow: 60_000,
    cache: 10_000,
    // Only rejected requests get the headers with the limit.
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
