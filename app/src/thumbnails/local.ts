import type { FastifyBaseLogger } from "fastify";
import type { Metrics } from "../metrics";
import type { Spool } from "../photos/spool";
import { originals } from "../storage/keys";
import type { ObjectStore } from "../storage/store";
import { syncThumbnail, type ThumbnailReport } from "./thumbnail";

/**
 * The thumbnailer for a machine without S3 events. It handles one key after the other in this process. In AWS, a Lambda function
 * does this (lambda.ts).
 */
export class LocalThumbnailer {
  private tail: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly store: () => ObjectStore,
    private readonly spool: Spool,
    private readonly metrics: Metrics,
    private readonly log: FastifyBaseLogger,
  ) {}

  /** Handles an event after all earlier events. */
  enqueue(key: string): void {
    if (!key.startsWith(originals)) return;
    this.tail = this.tail.then(async () => {
      // The next process creates the thumbnail (catchUp).
      if (this.stopping) return;
      const report: ThumbnailReport = {
        done: (result) => this.metrics.thumbnails.inc({ result }),
        failed: (error) => {
          this.metrics.thumbnails.inc({ result: "failed" });
          this.log.error({ err: error, key }, "thumbnail failed");
        },
      };
      await syncThumbnail(this.store(), key, this.spool, report).catch(() => {});
    });
  }

  /** Handles events that an earlier process did not handle. */
  async catchUp(): Promise<void> {
    for await (const { key } of this.store().list(originals)) this.enqueue(key);
  }

  /** Completes the current thumbnail. The next process creates the pending ones. */
  stop(): Promise<void> {
    this.stopping = true;
    return this.tail;
  }
}
