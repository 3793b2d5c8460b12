import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyBaseLogger, FastifyServerOptions } from "fastify";
import { bodyOf, Problem, problemOf } from "./problems";
import { nothingAllowed, securityHeaders } from "./security-headers";
import { closeAfterDraining } from "./unread-bodies";

/** Returns the headers of a response that no route and no hook has processed. */
const headersOf = (problem: Problem, id: string, length: number): Record<string, string> => ({
  ...securityHeaders,
  "content-security-policy": nothingAllowed,
  "x-request-id": id,
  "cache-control": "no-store",
  "content-type": "application/problem+json; charset=utf-8",
  "content-length": String(length),
  connection: "close",
  ...(problem.status === 405 ? { allow: "GET, HEAD, POST, DELETE" } : {}),
});

/** Problems for requests that Node's HTTP parser rejects, by error code: https://nodejs.org/api/http.html */
const parserProblems: Record<string, Problem> = {
  HPE_HEADER_OVERFLOW: problemOf({ statusCode: 431 }),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: problemOf({ statusCode: 413 }),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(
    408,
    "too-slow",
    "Request timeout",
    "The request did not arrive in time.",
  ),
};
const malformed = new Problem(400, "malformed", "Malformed request", "This is not a valid HTTP request.");
const noTunnel = new Problem(405, "no-tunnel", "Method not allowed", "This server does not support CONNECT.");
const unknownExpectation = new Problem(
  417,
  "unknown-expectation",
  "Unknown expectation",
  "The only supported expectation is 100-continue.",
);

/** Options with which the framework sends problem documents for requests that reach no route. */
export function problemsForMalformed(
  log: FastifyBaseLogger,
): Pick<FastifyServerOptions, "frameworkErrors" | "clientErrorHandler"> {
  return {
    // Paths that the router cannot decode or does not accept: no hook has run.
    frameworkErrors(error, request, reply) {
      const problem = problemOf(error);
      const body = bodyOf(problem, request.id);
      log.info({ reqId: request.id, status: problem.status, code: error.code }, "request rejected");
      reply.hijack();
      if (!request.raw.complete) closeAfterDraining(request.raw);
      reply.raw.writeHead(problem.status, headersOf(problem, request.id, Buffer.byteLength(body))).end(body);
    },
    clientErrorHandler(error, socket) {
      const code = "code" in error ? String(error.code) : "";
      // The client has disconnected, or has received the beginning of another response.
      if (code === "ECONNRESET" || !socket.writable || hasBegunResponse(socket)) {
        socket.destroy();
        return;
      }
      const problem = parserProblems[code] ?? malformed;
      log.info({ status: problem.status, code }, "request rejected");
      writeProblem(socket, problem);
    },
  };
}

/** Rejects requests that reach no route: tunnels (CONNECT), and expectations other than 100-continue. */
export function refuseUnroutable(server: Server): void {
  server.on("connect", (_request: IncomingMessage, socket: Duplex) => writeProblem(socket, noTunnel));
  server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
    const id = randomUUID();
    const body = bodyOf(unknownExpectation, id);
    response.writeHead(417, headersOf(unknownExpectation, id, Buffer.byteLength(body))).end(body);
  });
}

function hasBegunResponse(socket: Socket & { _httpMessage?: ServerResponse | null }): boolean {
  // Node's handler does the same: https://nodejs.org/api/http.html#event-clienterror
  return socket._httpMessage?.headersSent ?? false;
}

function writeProblem(socket: Duplex, problem: Problem): void {
  const id = randomUUID();
  const body = bodyOf(problem, id);
  const lines = Object.entries(headersOf(problem, id, Buffer.byteLength(body))).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.on("error", () => {});
  socket.end(`HTTP/1.1 ${problem.status} ${problem.title}\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
  // Reads and discards further data for a second: closing the connection immediately could lose the response.
  socket.resume();
  setTimeout(() => socket.destroy(), 1000).unref();
}
