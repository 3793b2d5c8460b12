import { connect, type Socket } from "node:net";

/** A response as received. */
export interface RawAnswer {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A connection to a server that sends bytes unchanged, without the checks of an HTTP client. */
export class RawConnection {
  private received = Buffer.alloc(0);
  private ended = false;
  private closed = false;
  private wake = () => {};
  /** Bytes that the system has accepted. */
  sent = 0;

  private constructor(private readonly socket: Socket) {
    socket.on("data", (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    socket.on("error", () => {});
    socket.on("end", () => {
      this.ended = true;
      this.wake();
    });
    socket.on("close", () => {
      this.ended = true;
      this.closed = true;
      this.wake();
    });
  }

  static open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new RawConnection(socket)));
    });
  }

  /** Whether the server has closed the connection. */
  get isClosed(): boolean {
    return this.closed || this.socket.destroyed;
  }

  /** Sends bytes, and waits until the buffer has space for more. */
  async send(bytes: string | Buffer): Promise<void> {
    if (this.isClosed) return;
    const room = this.socket.write(bytes);
    this.sent += Buffer.byteLength(bytes);
    if (room) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.socket.off("drain", done).off("close", done);
        resolve();
      };
      this.socket.once("drain", done).once("close", done);
    });
  }

  /** Stops reading, like a stalled client. */
  pause(): void {
    this.socket.pause();
  }

  /** Returns the next response; undefined if the connection closes or the time expires first. */
  async answer(seconds = 5): Promise<RawAnswer | undefined> {
    for (const deadline = Date.now() + seconds * 1000; ; ) {
      const answer = this.parse();
      if (answer !== undefined || this.ended || Date.now() > deadline) return answer;
      await this.more(deadline - Date.now());
    }
  }

  /** Returns whether the server ends its side of the connection within the time. */
  ends(seconds: number): Promise<boolean> {
    return this.within(seconds, () => this.ended);
  }

  /** Returns whether the server closes the connection within the time. */
  closes(seconds: number): Promise<boolean> {
    return this.within(seconds, () => this.isClosed);
  }

  destroy(): void {
    this.socket.destroy();
  }

  private async within(seconds: number, isSo: () => boolean): Promise<boolean> {
    for (const deadline = Date.now() + seconds * 1000; !isSo(); ) {
      if (Date.now() > deadline) return false;
      await this.more(Math.min(200, deadline - Date.now()));
    }
    return true;
  }

  private more(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, milliseconds) + 1);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private parse(): RawAnswer | undefined {
    const end = this.received.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const [first = "", ...lines] = this.received.toString("latin1", 0, end).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(":")).toLowerCase(),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
    );
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0);
    const length = Number(headers["content-length"] ?? 0);
    const from = end + 4;
    if (status !== 100 && this.received.length < from + length) return undefined;
    const body = this.received.toString("utf8", from, from + length);
    this.received = this.received.subarray(from + length);
    return { status, headers, body };
  }
}
