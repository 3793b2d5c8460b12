import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@groundwork/testbed/processes/until";
import { buildSteps, buildVerdict, type ReleasePlan } from "./definition/release";
import type { ReleasedGallery } from "./released-gallery";

/** How a release ended. */
export type Ending = "complete" | "aborted" | "paused";

/** What must be true of a release. */
export interface Bar {
  readonly ending: Ending;
  /** Largest share of the requests that fail, of 1. */
  readonly failedRatio: number;
  /** Largest weight that the new version ever has, in percent. */
  readonly weight: number;
}

/** One release under load. */
export interface Scenario {
  readonly name: string;
  /** Its namespace. */
  readonly id: string;
  readonly bar: Bar;
  /** Begins the release, and interferes with it. The end is awaited for all scenarios. */
  run(gallery: ReleasedGallery): Promise<void>;
}

/** Share of the first step of a canary. */
const firstShare = 0.05;

/**
 * The plan of a release: the objectives of prod, and windows in which the first step gets as many requests as a verdict needs. The time of a
 * step contains a window, and the delays of the load balancer.
 */
export function planOf(requestsPerSecond: number): ReleasePlan {
  const objectives = { availability: 0.999, latency: 0.99, latencySeconds: 0.5 };
  const { minRequests } = buildVerdict(objectives);
  const windowSeconds = Math.max(40, Math.ceil((1.1 * minRequests) / (firstShare * requestsPerSecond)));
  const verdict = buildVerdict(objectives, { windowSeconds, retrySeconds: 5, attempts: 6 });
  return { verdict, steps: buildSteps(windowSeconds + 4) };
}

const complete: Bar = { ending: "complete", failedRatio: 0, weight: 100 };
/** Aborted at the first step of a canary. */
const stopped: Bar = { ending: "aborted", failedRatio: 0.005, weight: 5 };

const untilWeight = (gallery: ReleasedGallery, weight: number) =>
  until(async () => (await gallery.weight()) === weight, 240);

export const scenarios: readonly Scenario[] = [
  {
    name: "canary of a version with 5 % errors",
    id: "errors",
    bar: stopped,
    run: (gallery) => gallery.release("five-percent-errors"),
  },
  {
    name: "canary of a good version",
    id: "good",
    bar: complete,
    run: (gallery) => gallery.release("good"),
  },
  {
    name: "canary aborted by hand",
    id: "abort",
    bar: { ending: "aborted", failedRatio: 0, weight: 5 },
    async run(gallery) {
      await gallery.release("good");
      await untilWeight(gallery, 5);
      await sleep(5_000);
      await gallery.abort();
    },
  },
];
