import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@groundwork/testbed/processes/until";
import { defaultMinRequests } from "../../../k8s/releases/release";
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
 * The setting of a release: the steps of a canary, each as long as the first step needs for as many requests as a verdict needs.
 *
 * @param requestsPerSecond the load of the scenario
 */
export function canaryOf(requestsPerSecond: number): CanarySetting {
  const seconds = Math.max(60, Math.ceil((1.15 * defaultMinRequests) / (firstShare * requestsPerSecond)));
  return { strategy: "canary", steps: [100 * firstShare, 25, 50].map((percent) => ({ percent, seconds })) };
}

/** The setting `releases` of an application. */
export interface CanarySetting {
  readonly strategy: "canary";
  readonly steps: readonly { readonly percent: number; readonly seconds: number }[];
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
