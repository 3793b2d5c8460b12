import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What became of the requests. */
export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  /** Number of each kind of failure, such as `status 503`. */
  readonly failures: ReadonlyMap<string, number>;
  readonly seconds: number;
}

/** A request that gets no response in this time has failed. The gallery's queries end after 3 s. */
const timeoutMs = 15_000;
/** The rate grows for this time: the processes have just started, and compile their code with the first requests. */
const rampSeconds = 10;
/** The gallery limits requests per client address; the load comes from this many. */
const clients = 250;

/**
 * Sends requests to one host of a load balancer at a constant rate, also when responses are slow, as independent clients do.
 * Every response without status 200 and every broken connection counts as a failure.
 */
export class Load {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 512, scheduling: "fifo" });
  private readonly failuresByKind = new Map<string, number>();
  private readonly began = Date.now();
  private readonly timer: NodeJS.Timeout;
  private readonly url: URL;
  private sent = 0;
  private open = 0;
  private failed = 0;
  private budget = 0;
  private last = Date.now();

  constructor(
    url: string,
    private readonly host: string,
    readonly requestsPerSecond: number,
  ) {
    this.url = new URL("/api/photos", url);
    this.timer = setInterval(() => this.tick(), 10);
  }

  get requests(): number {
    return this.sent;
  }

  /** Requests that have failed so far. */
  get failures(): number {
    return this.failed;
  }

  /** Requests without a response at this moment. */
  get inFlight(): number {
    return this.open;
  }

  /** Resolves when the rate has reached its full value. */
  async warmedUp(): Promise<void> {
    await sleep(Math.max(0, this.began + rampSeconds * 1000 - Date.now()));
  }

  /** Continues until this many requests were sent, waits for the last responses, and returns the result. */
  async finish(atLeast: number): Promise<LoadResult> {
    while (this.sent < atLeast) await sleep(50);
    clearInterval(this.timer);
    while (this.open > 0) await sleep(20);
    this.agent.destroy();
    return {
      requests: this.sent,
      failed: this.failed,
      failures: this.failuresByKind,
      seconds: (Date.now() - this.began) / 1000,
    };
  }

  /** Ends without a result, after an error elsewhere. */
  abort(): void {
    clearInterval(this.timer);
    this.agent.destroy();
  }

  private tick(): void {
    const now = Date.now();
    // After a pause of this process, the missed requests are not sent at once.
    const rate = this.requestsPerSecond * Math.min(1, (now - this.began) / 1000 / rampSeconds);
    this.budget = Math.min(this.requestsPerSecond / 5, this.budget + ((now - this.last) / 1000) * rate);
    this.last = now;
    for (; this.budget >= 1; this.budget--) this.send();
  }

  private send(): void {
    const client = this.sent++ % clients;
    this.open++;
    let ended = false;
    const end = (failure?: string) => {
      if (ended) return;
      ended = true;
      this.open--;
      if (failure === undefined) return;
      this.failed++;
      this.failuresByKind.set(failure, (this.failuresByKind.get(failure) ?? 0) + 1);
    };
    const headers = { host: this.host, "x-forwarded-for": `203.0.113.${client}` };
    const call = request(this.url, { agent: this.agent, headers, timeout: timeoutMs }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        if (response.statusCode !== 200 && body.length < 400) body += chunk.toString();
      });
      response.once("error", () => end("response broken off"));
      response.once("end", () =>
        end(response.statusCode === 200 ? undefined : describe(response.statusCode, body)),
      );
    });
    call.once("timeout", () => call.destroy(new Error("timeout")));
    call.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    call.end();
  }
}

/** Envoy answers with a sentence, and the gallery with a problem document. */
function describe(status: number | undefined, body: string): string {
  const title = /"title":"([^"]*)"/.exec(body)?.[1];
  return `status ${status}: ${title ?? body.replace(/\s+/g, " ").slice(0, 90)}`;
}
