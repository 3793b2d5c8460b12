import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

const checkSeconds = 0.5;
/** Time for a client to complete the headers of a request. */
const headerSeconds = 1;
/** Time without progress after which a client is considered not to read its response. */
const readSeconds = 3;

interface Connection {
  /** Responses that are not complete. */
  readonly responses: Set<ServerResponse>;
  /** The transferred bytes at the last check, and when they last changed. */
  progress: string;
  changedAt: number;
}

/**
 * The connections of a server. It can close although some of them never end by themselves: a request with incomplete headers, or
 * a client that does not read its response.
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
   * While the server closes, closes the connections that delay it. All other requests are completed.
   * @returns a function that stops this and closes all remaining connections; it returns their number
   */
  closeStalled(): () => number {
    const startedAt = performance.now();
    const check = () => {
      const now = performance.now();
      for (const [socket, connection] of this.open) {
        if (connection.responses.size === 0) {
          if (now - startedAt > headerSeconds * 1000) socket.destroy();
        } else if (!this.makesProgress(socket, connection, now)) socket.destroy();
      }
    };
    const timer = setInterval(check, checkSeconds * 1000);
    return () => {
      clearInterval(timer);
      const left = this.open.size;
      for (const socket of this.open.keys()) socket.destroy();
      this.server.closeAllConnections();
      return left;
    };
  }

  /** Returns whether the server still prepares a response, or its client still reads it. */
  private makesProgress(socket: Socket, connection: Connection, now: number): boolean {
    const sending = [...connection.responses].some(({ headersSent }) => headersSent);
    const progress = `${sending} ${socket.bytesRead} ${socket.bytesWritten} ${socket.writableLength}`;
    if (!sending || progress !== connection.progress) {
      connection.progress = progress;
      connection.changedAt = now;
    }
    return now - connection.changedAt <= readSeconds * 1000;
  }
}
