import { setTimeout as sleep } from "node:timers/promises";
import { isComplete, type ReleasedGallery, type RolloutState } from "./released-gallery";
import { type Ending, type ReleaseSetting, secondsOf } from "./scenarios";

/** What was observed of a release. */
export interface Observed {
  readonly ending: Ending;
  /** From the beginning of the release to its end. */
  readonly seconds: number;
  /** Largest weight of a new version in percent. */
  readonly weight: number;
  /** Requests that new versions answered. */
  readonly newRequests: number;
  /** From the decision to abort to the last request that a new version got. Undefined if it was not aborted. */
  readonly backSeconds?: number;
  readonly message: string;
}

/** A release may take so much longer than its steps: the start of pods, verdicts, and what a scenario does. */
const marginSeconds = 300;

/** Observes a release until its end. Begin before it, and await the result after it. */
export class ReleaseWatch {
  private readonly began = Date.now();
  private weight = 0;
  private released = false;

  private constructor(
    private readonly gallery: ReleasedGallery,
    private readonly before: readonly number[],
    private readonly limitSeconds: number,
  ) {}

  static async begin(gallery: ReleasedGallery, setting: ReleaseSetting): Promise<ReleaseWatch> {
    const limit = secondsOf(setting).reduce((sum, seconds) => sum + seconds, marginSeconds);
    return new ReleaseWatch(gallery, await gallery.requestsByService(), limit);
  }

  /**
   * Waits until the release has ended.
   * @param isSettled whether the scenario has done all that it does
   */
  async end(isSettled: () => boolean): Promise<Observed> {
    for (const limit = Date.now() + this.limitSeconds * 1000; Date.now() < limit; await sleep(500)) {
      const state = await this.gallery.state();
      this.weight = Math.max(this.weight, state.status?.canary?.weights?.canary?.weight ?? 0);
      this.released ||= state.status?.stableRS !== state.status?.currentPodHash;
      const ending = this.endingOf(state);
      if (ending === undefined || !isSettled()) continue;
      const seconds = (Date.now() - this.began) / 1000;
      const backSeconds = ending === "aborted" ? await this.untilBack() : undefined;
      return {
        ...{ ending, seconds, weight: this.weight, message: state.status?.message ?? "" },
        newRequests: await this.countNew(),
        ...(backSeconds === undefined ? {} : { backSeconds }),
      };
    }
    throw new Error(`no end within ${this.limitSeconds} s:\n${await this.gallery.verdicts()}`);
  }

  private endingOf(state: RolloutState): Ending | undefined {
    const { status } = state;
    if (status?.observedGeneration !== String(state.metadata.generation)) return undefined;
    if (status.abort === true) return "aborted";
    const reasons = (status.pauseConditions ?? []).map(({ reason }) => reason);
    if (reasons.includes("InconclusiveAnalysisRun")) return "paused";
    return this.released && isComplete(state) ? "complete" : undefined;
  }

  /** Seconds until the Services of the two versions no longer both get requests. */
  private async untilBack(): Promise<number> {
    const decided = Date.now();
    let last = decided;
    let previous = await this.countNew();
    while (Date.now() < last + 4_000) {
      await sleep(200);
      const count = await this.countNew();
      if (count > previous) last = Date.now();
      previous = count;
      if (Date.now() > decided + 120_000) throw new Error("the new version still gets requests after 120 s");
    }
    return (last - decided) / 1000;
  }

  /** The Service `ping` has the first version, and `pong` the one after it. */
  private async countNew(): Promise<number> {
    const [, pong = 0] = await this.gallery.requestsByService();
    return pong - (this.before[1] ?? 0);
  }
}
