import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DatabaseUnavailable } from "../database/errors";
import { StoreUnavailable } from "../storage/store";

/** Default of Retry-After, in seconds. */
const defaultRetryAfter = 2;

/** An error response (RFC 9457). Its detail tells users what to do. */
export class Problem extends Error {
  /**
   * @param code the type of the problem, for programs: the last part of `type`
   * @param retryAfterSeconds when the client can retry the request
   * @param options `cause`: the original error, for the log
   */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly retryAfterSeconds?: number,
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = "Problem";
  }
}

/** JSON Schema of a problem, for the OpenAPI document. */
export const problemSchema = {
  type: "object",
  description: "RFC 9457 problem details",
  properties: {
    type: { type: "string", description: "urn:groundwork:gallery:problem:<code>" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string", description: "id of the request, as in the logs" },
  },
  required: ["type", "title", "status", "detail", "instance"],
} as const;

const unavailable = (what: string, retryAfter: number) =>
  new Problem(503, "unavailable", "Service unavailable", what, retryAfter);

const byStatus: Record<number, [code: string, title: string, detail: string]> = {
  400: ["invalid-request", "Invalid request", "The request is not valid."],
  404: ["not-found", "Not found", "There is nothing at this address."],
  413: ["too-large", "Too large", "The request is too large."],
  414: ["too-long", "Address too long", "The address of the request is too long."],
  415: ["unsupported-type", "Unsupported type", "Send photos as multipart/form-data, anything else as JSON."],
  431: ["headers-too-large", "Headers too large", "The headers of the request are too large."],
};

/** Returns the problem for an error. Unknown errors become a 500 without details. */
export function problemOf(error: FastifyError | Error | { statusCode: number }): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DatabaseUnavailable) {
    return unavailable("The database cannot be reached right now.", error.retryAfterSeconds);
  }
  if (error instanceof StoreUnavailable) {
    return unavailable("The photo store cannot be reached right now.", error.retryAfterSeconds);
  }
  if ("validation" in error && error.validation) {
    return new Problem(400, "invalid-request", "Invalid request", error.message);
  }
  const status = "statusCode" in error ? (error.statusCode ?? 500) : 500;
  if (status === 429) {
    return new Problem(
      429,
      "too-many-requests",
      "Too many requests",
      "Wait a moment, then try again.",
      defaultRetryAfter,
    );
  }
  if (status >= 400 && status < 500) {
    const [code, title, detail] = byStatus[status] ?? [
      "refused",
      "Request rejected",
      "The request was rejected.",
    ];
    return new Problem(status, code, title, detail);
  }
  return new Problem(500, "internal", "Internal error", "An internal error occurred. It has been logged.");
}

/** The problem document. */
export const bodyOf = ({ code, title, status, detail }: Problem, requestId: string): string =>
  JSON.stringify({
    type: `urn:groundwork:gallery:problem:${code}`,
    title,
    status,
    detail,
    instance: `urn:request:${requestId}`,
  });

function send(problem: Problem, request: FastifyRequest, reply: FastifyReply) {
  const { status, retryAfterSeconds } = problem;
  if (retryAfterSeconds !== undefined && !reply.hasHeader("retry-after")) {
    reply.header("retry-after", String(retryAfterSeconds));
  }
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("application/problem+json")
    .send(bodyOf(problem, request.id));
}

/** Responds to all errors and unknown addresses with a problem document. The cause is only logged. */
export function answerWithProblems(server: FastifyInstance): void {
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500)
      request.log.error(
        { reqId: request.id, traceId: request.trace.traceId, spanId: request.trace.spanId, err: error },
        "request failed",
      );
    return send(problem, request, reply);
  });
  server.setNotFoundHandler((request, reply) =>
    send(new Problem(404, "not-found", "Not found", "There is nothing at this address."), request, reply),
  );
}
