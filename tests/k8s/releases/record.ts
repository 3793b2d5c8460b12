import { setTimeout as sleep } from "node:timers/promises";
import type { Load } from "../rollouts/load";
import type { ReleasedGallery } from "./released-gallery";

/** What was true at one moment of a release. Numbers of requests are those since its beginning. */
export interface Moment {
  /** Since the beginning of the release. */
  readonly seconds: number;
  /** Share that the new version must get, in percent. */
  readonly weight: number;
  /** Requests that the versions have got. */
  readonly previous: number;
  readonly next: number;
  /** Requests of both versions that have failed. */
  readonly failed: number;
}

/** Records a release once per second, until `end`. */
export class ReleaseRecord {
  private readonly moments: Moment[] = [];
  private readonly ended = new AbortController();
  private readonly recording: Promise<void>;

  private constructor(
    private readonly gallery: ReleasedGallery,
    private readonly load: Load,
    private readonly before: readonly number[],
  ) {
    this.recording = this.record(Date.now(), load.failures);
  }

  static async begin(gallery: ReleasedGallery, load: Load): Promise<ReleaseRecord> {
    return new ReleaseRecord(gallery, load, await gallery.requestsByService());
  }

  /** @returns what was recorded, oldest first */
  async end(): Promise<readonly Moment[]> {
    this.ended.abort();
    await this.recording;
    return this.moments;
  }

  private async record(began: number, failedBefore: number): Promise<void> {
    while (!this.ended.signal.aborted) {
      // A moment that cannot be read is missing in a picture, and in nothing else.
      await this.look(began, failedBefore).catch(() => undefined);
      await sleep(1_000, undefined, { signal: this.ended.signal }).catch(() => undefined);
    }
  }

  private async look(began: number, failedBefore: number): Promise<void> {
    const [weight, requests] = await Promise.all([this.gallery.weight(), this.gallery.requestsByService()]);
    // The Service `ping` has the first version, and `pong` the one after it.
    const [previous = 0, next = 0] = requests.map((count, at) => count - (this.before[at] ?? 0));
    const failed = this.load.failures - failedBefore;
    this.moments.push({ seconds: (Date.now() - began) / 1000, weight, previous, next, failed });
  }
}
