import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/**
 * How much of a rejected body is read and discarded: enough for a usual photo, so that the client can read the response. If the
 * connection is closed immediately, the response is lost.
 */
const most = { bytes: 32 * 1024 * 1024, seconds: 10 };

/**
 * Closes the connection of a response that is sent before the whole request body has arrived. The rest of the body is drained
 * within limits, and never delays the next request on the connection.
 *
 * Also handles `Expect: 100-continue`: the client gets 100 only when a route is going to read the body.
 */
export function handleUnreadBodies(server: FastifyInstance): void {
  const expecting = new WeakSet<IncomingMessage>();
  server.server.on("checkContinue", (request, response) => {
    expecting.add(request);
    server.server.emit("request", request, response);
  });
  // This hook runs after the hooks that reject a request by its headers, and before the body is read.
  server.addHook("preParsing", (request, reply, payload, next) => {
    if (expecting.delete(request.raw)) reply.raw.writeContinue();
    next(null, payload);
  });
  server.addHook("onSend", (request, reply, payload, next) => {
    if (!request.raw.complete) {
      reply.header("connection", "close");
      closeAfterDraining(request.raw);
    }
    next(null, payload);
  });
}

/** Closes the connection after the response, when the body has arrived or a limit is reached. */
export function closeAfterDraining(request: IncomingMessage): void {
  const { socket } = request;
  const start = socket.bytesRead;
  const drop = () => socket.destroy();
  const watch = () => {
    if (socket.bytesRead - start > most.bytes) drop();
  };
  const timer = setTimeout(drop, most.seconds * 1000);
  timer.unref();
  socket.once("close", () => clearTimeout(timer));
  // The parser of a form that is rejected halfway stops reading.
  request.unpipe();
  request.on("data", watch).resume();
  // Node calls this after it has written the last response, and would close the connection while the client still sends: the
  // system then resets the connection, and the client may lose the response.
  socket.destroySoon = () => {
    socket.end();
    if (request.complete) drop();
    else request.once("end", drop);
  };
}
