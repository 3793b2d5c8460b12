import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import { reasonOf } from "../log/error";
import type { StoredObject } from "../storage/store";
import { failureType } from "./failure";
import { traceOf, untraced } from "./span";
import type { SpanStore } from "./span-store";

/** Seconds after an upload at which the spans of its thumbnail are looked for, until there are some. */
const looksAfter = [2, 5, 10, 15, 20, 25, 60];
/** Uploads for which spans are looked for at the same time. Those of further ones are left, and found by a search. */
const mostLooks = 100;
/** Seconds between two searches for spans that were left. */
const searchSeconds = 300;
/** Age in seconds from which spans are left: no process looks for them any more. */
const leftSeconds = 120;

const timeoutMilliseconds = 10_000;

/** The receiver does not take spans now. */
class ReceiverUnavailable extends Error {}

/** When to look for spans, for tests: seconds, as in the constants above. */
interface Times {
  readonly looksAfter: readonly number[];
  readonly searchSeconds: number;
  readonly leftSeconds: number;
}

/**
 * Sends the spans that the thumbnailer, which does not reach the receiver, left in the photos' bucket. They arrive seconds after the
 * upload, so that the gateway decides about the whole trace. Spans stay in the bucket until the receiver has taken them; two processes
 * can send the same ones.
 */
export class SpanRelay {
  private looks = 0;
  /** Keys that this process is sending. */
  private readonly sending = new Set<string>();
  private readonly stopping = new AbortController();
  private failing = false;

  /** @param url the receiver of OTLP in JSON, with its path */
  constructor(
    private readonly store: Pick<SpanStore, "list" | "read" | "remove" | "close">,
    private readonly url: string,
    private readonly log: Pick<Logger, "info" | "warn">,
    private readonly times: Times = { looksAfter, searchSeconds, leftSeconds },
  ) {
    setMaxListeners(mostLooks + 1, this.stopping.signal);
    void untraced(() => this.search());
  }

  /** Looks for spans of one thumbnail in the current trace, in the background. Never throws. */
  expect(): void {
    const traceId = traceOf()?.traceId;
    if (traceId === undefined || this.looks >= mostLooks) return;
    this.looks += 1;
    void untraced(() => this.look(traceId)).finally(() => {
      this.looks -= 1;
    });
  }

  /** Ends the searches. What is in the bucket is sent by other processes. */
  stop(): void {
    this.stopping.abort();
    this.store.close();
  }

  private async look(traceId: string): Promise<void> {
    let waited = 0;
    for (const seconds of this.times.looksAfter) {
      if (!(await this.pause(seconds - waited))) return;
      waited = seconds;
      if ((await this.attempt(() => this.sendAll(this.store.list(traceId)))) > 0) return;
    }
  }

  private async search(): Promise<void> {
    while (await this.pause(this.times.searchSeconds)) {
      const before = Date.now() - this.times.leftSeconds * 1000;
      await this.attempt(() => this.sendAll(this.store.list(), before));
    }
  }

  /**
   * Sends what was kept before this time. An object that cannot be read does not prevent others from being sent.
   *
   * @returns how many objects were sent
   * @throws the first failure, at the end or once the receiver is unavailable
   */
  private async sendAll(
    kept: AsyncIterable<StoredObject>,
    before = Number.POSITIVE_INFINITY,
  ): Promise<number> {
    let sent = 0;
    const failures: unknown[] = [];
    for await (const { key, modified } of kept) {
      if (this.stopping.signal.aborted) break;
      if (modified.getTime() > before || this.sending.has(key)) continue;
      this.sending.add(key);
      try {
        if (await this.forward(key)) sent += 1;
      } catch (error) {
        failures.push(error);
        if (error instanceof ReceiverUnavailable) break;
      } finally {
        this.sending.delete(key);
      }
    }
    if (failures.length > 0) throw failures[0];
    return sent;
  }

  /** Sends an object and removes it. Returns whether there was one. */
  private async forward(key: string): Promise<boolean> {
    const request = await this.store.read(key);
    if (request === undefined) return false;
    await this.send(request);
    await this.store.remove(key);
    return true;
  }

  /** @throws ReceiverUnavailable if the receiver may take the spans later. What it refuses for good is logged. */
  private async send(body: Uint8Array<ArrayBuffer>): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const headers = { "content-type": "application/json" };
    const response = await fetch(this.url, { method: "POST", headers, body, signal }).catch(
      (error: unknown) => {
        throw new ReceiverUnavailable(`the receiver does not respond: ${failureType(error)}`);
      },
    );
    await response.body?.cancel();
    const { status } = response;
    if (response.ok) return;
    // https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes
    if (status === 429 || status >= 500)
      throw new ReceiverUnavailable(`the receiver responded with ${status}`);
    this.log.warn({ status }, "the receiver refused spans of the thumbnailer; they are dropped");
  }

  /** Returns how many objects were sent. Logs when they cannot be sent, and when they can be again, but not each time. */
  private async attempt(work: () => Promise<number>): Promise<number> {
    try {
      const sent = await work();
      if (sent === 0) return 0;
      if (this.failing) this.log.info("spans of the thumbnailer are sent again");
      this.failing = false;
      return sent;
    } catch (error) {
      if (!this.failing && !this.stopping.signal.aborted) {
        this.log.warn(
          { reason: reasonOf(error) },
          "spans of the thumbnailer cannot be sent; they stay in the bucket for one to two days",
        );
      }
      this.failing = true;
      return 0;
    }
  }

  /** Returns whether to go on afterwards. */
  private pause(seconds: number): Promise<boolean> {
    const options = { signal: this.stopping.signal, ref: false };
    return wait(seconds * 1000, true, options).catch(() => false);
  }
}
