import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DatabaseUnavailable } from "../database/errors";
import { StoreUnavailable } from "../storage/store";

/** Seconds that a client is asked to wait when nothing better is known. */
const defaultRetryAfter = 2;

/** An answer that is not a success, in words a person can act on: RFC 9457. */
export class Problem extends Error {
  /**
   * @param code names the kind of problem for programs: the last part of `type`
   * @param retryAfterSeconds when the same request may be worth another try
   * @param options `cause`: the error behind it, for the log
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
    instance: { type: "string", description: "id of the request, to be found in the logs" },
  },
  required: ["type", "title", "status", "detail", "instance"],
} as const;

const unavailable = (what: string, retryAfter: number) =>
  new Problem(503, "unavailable", "Service unavailable", what, retryAfter);

const byStatus: Record<number, [code: string, title: string, detail: string]> = {
  400: ["invalid-request", "Invalid request", "The request could not be understood."],
  404: ["not-found", "Not found", "There is nothing at this address."],
  413: ["too-large", "Too large", "The request is larger than is allowed here."],
  414: ["too-long", "Address too long", "The address of the request is longer than is allowed here."],
  415: ["unsupported-type", "Unsupported type", "Send photos as multipart/form-data, anything else as JSON."],
  431: ["headers-too-large", "Headers too large", "The request's headers are larger than is allowed here."],
};

/** The problem to answer an error with. What is not known is a 500 that says nothing of its inside. */
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
      "Request refused",
      "The request was refused.",
    ];
    return new Problem(status, code, title, detail);
  }
  return new Problem(500, "internal", "Internal error", "Something went wrong here. It has been logged.");
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

/** Answers every error and every unknown address with a problem; only the log learns the cause. */
export function answerWithProblems(server: FastifyInstance): void {
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = problemOf(error);
    const cause = error.cause instanceof Error ? error.cause.message : undefined;
    if (problem.status >= 500)
      request.log.error(
        { reqId: request.id, traceId: request.trace.traceId, err: error, cause },
        "request failed",
      );
    return send(problem, request, reply);
  });
  server.setNotFoundHandler((request, reply) =>
    send(new Problem(404, "not-found", "Not found", "There is nothing at this address."), request, reply),
  );
}
