import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/**
 * How much of a refused body is read and thrown away: enough for the largest photo that is usual, so that its
 * sender gets to read the answer. A connection that is closed at once loses the answer with it.
 */
const most = { bytes: 32 * 1024 * 1024, seconds: 10 };

/**
 * Answers that come before the request's body has arrived whole close their connection: the rest of the body is
 * drained, within bounds, and never stands before the next request on the same connection.
 *
 * Also answers `Expect: 100-continue`: the body is asked for only when a route is about to read it.
 */
export function handleUnreadBodies(server: FastifyInstance): void {
  const expecting = new WeakSet<IncomingMessage>();
  server.server.on("checkContinue", (request, response) => {
    expecting.add(request);
    server.server.emit("request", request, response);
  });
  // After the hooks that refuse a request by its headers, before its body is read.
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

/** Has the connection end with its answer, and be destroyed when the body has arrived or the bounds are reached. */
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
  // A form that is refused in the middle was being read by its parser, which reads no further.
  request.unpipe();
  request.on("data", watch).resume();
  // Node calls this when the last answer has been written, and would drop what the client still sends; the system
  // then resets the connection, and the client may lose the answer.
  socket.destroySoon = () => {
    socket.end();
    if (request.complete) drop();
    else request.once("end", drop);
  };
}
