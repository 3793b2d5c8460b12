import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

const checkSeconds = 0.5;
/** A client that has not finished a request's headers by then has not sent a request. */
const headerSeconds = 1;
/** A client that has taken nothing of its answer for so long does not read it. */
const readSeconds = 3;

interface Connection {
  /** Answers that have not ended. */
  readonly responses: Set<ServerResponse>;
  /** What had gone through at the last look, and when that last changed. */
  progress: string;
  changedAt: number;
}

/**
 * A server's connections, so that it can be closed although some of them never end by themselves: a request
 * whose headers stay incomplete, an answer that is not read.
 */
export class Connections {
  private readonly open = new Map<Socket, Connection>();

  constructor(private readonly server: Server) {
    server.on("connection", (socket: Socket) => {
      this.open.set(socket, { responses: new Set(), progress: "", changedAt: performance.now() });
      socket.once("close", () => this.open.delete(socket));
    });
    const track = ({ socket }: { socket: Socket }, response: ServerResponse) => {
      const connection = this.open.get(socket);
      connection?.responses.add(response);
      response.once("close", () => connection?.responses.delete(response));
    };
    server.on("request", track);
  }

  /**
   * While the server closes, ends the connections that hold it up; every other request is answered.
   * @returns stops it, and ends every connection that is left
   */
  endStalled(): () => number {
    const startedAt = performance.now();
    const look = () => {
      const now = performance.now();
      for (const [socket, connection] of this.open) {
        if (connection.responses.size === 0) {
          if (now - startedAt > headerSeconds * 1000) socket.destroy();
        } else if (!this.moves(socket, connection, now)) socket.destroy();
      }
    };
    const timer = setInterval(look, checkSeconds * 1000);
    return () => {
      clearInterval(timer);
      const left = this.open.size;
      for (const socket of this.open.keys()) socket.destroy();
      this.server.closeAllConnections();
      return left;
    };
  }

  /** Whether an answer is still being made, or its client still takes it. */
  private moves(socket: Socket, connection: Connection, now: number): boolean {
    const sending = [...connection.responses].some(({ headersSent }) => headersSent);
    const progress = `${sending} ${socket.bytesRead} ${socket.bytesWritten} ${socket.writableLength}`;
    if (!sending || progress !== connection.progress) {
      connection.progress = progress;
      connection.changedAt = now;
    }
    return now - connection.changedAt <= readSeconds * 1000;
  }
}
