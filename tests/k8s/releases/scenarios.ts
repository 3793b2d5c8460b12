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
  /** Whether requests must fail: a comparison. */
  readonly mustFail?: true;
}

/** What a scenario uses. */
interface Stage {
  readonly gallery: ReleasedGallery;
  readonly setting: ReleaseSetting;
  /** Makes the version `bad-later` bad. */
  becomeBad(): void;
}

/** One release under load. */
export interface Scenario {
  readonly name: string;
  /** Its namespace. */
  readonly id: string;
  /** Default: a canary. */
  readonly strategy?: "blueGreen";
  /** How often a whole run plays it. Default: once. */
  readonly times?: number;
  /** Short enough for the sample. */
  readonly inSample?: true;
  /** Share of the run's rate of requests. Default: 1. */
  readonly load?: number;
  /** At least so many requests. Default: one. */
  readonly requests?: number;
  readonly bar: Bar;
  /** Begins the release, and interferes with it. The end is awaited for all scenarios. */
  run(stage: Stage): Promise<void>;
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

interface CanarySetting {
  readonly strategy: "canary";
  readonly steps: readonly { readonly percent: number; readonly seconds: number }[];
}

/** The setting `releases` of an application. */
export type ReleaseSetting = CanarySetting | { readonly strategy: "blueGreen"; readonly seconds: number };

export const blueGreen: ReleaseSetting = { strategy: "blueGreen", seconds: 60 };

/** The time of each step. */
export const secondsOf = (setting: ReleaseSetting): number[] =>
  setting.strategy === "blueGreen" ? [setting.seconds] : setting.steps.map(({ seconds }) => seconds);

/** How long a scenario takes, roughly. It decides the order only. */
export function estimateSeconds({ strategy, requests = 0, bar, load = 1 }: Scenario, rate: number): number {
  const steps = secondsOf(strategy === "blueGreen" ? blueGreen : canaryOf(rate));
  const played = bar.weight >= 50 ? steps : steps.slice(0, bar.weight > 0 ? 1 : 0);
  const waits = bar.ending === "paused" ? 180 : 0;
  return Math.max(
    played.reduce((sum, seconds) => sum + seconds, waits),
    requests / (rate * load),
  );
}

const complete: Bar = { ending: "complete", failedRatio: 0, weight: 100 };
/** Aborted at the first step of a canary. */
const stopped: Bar = { ending: "aborted", failedRatio: 0.005, weight: 5 };

const untilWeight = (gallery: ReleasedGallery, weight: number) =>
  until(async () => (await gallery.weight()) === weight, 600);

export const scenarios: readonly Scenario[] = [
  {
    name: "canary of a version with 5 % errors",
    id: "errors",
    times: 10,
    inSample: true,
    bar: stopped,
    run: ({ gallery }) => gallery.release("five-percent-errors"),
  },
  {
    name: "canary of a good version",
    id: "good",
    times: 10,
    bar: complete,
    run: ({ gallery }) => gallery.release("good"),
  },
  {
    name: "canary of a slow version",
    id: "slow",
    // Requests to it also fail while its slow queries use all of its connections.
    bar: stopped,
    run: ({ gallery }) => gallery.release("slow"),
  },
  {
    name: "canary of a version that crashes at its start",
    id: "crash",
    bar: { ending: "aborted", failedRatio: 0, weight: 0 },
    run: ({ gallery }) => gallery.release("crashing"),
  },
  {
    name: "canary of a version that becomes bad at 50 %",
    id: "bad-later",
    // Half of the requests go to it until the verdict, and 5 % of those fail.
    bar: { ending: "aborted", failedRatio: 0.025, weight: 50 },
    async run({ gallery, becomeBad }) {
      await gallery.release("bad-later");
      await untilWeight(gallery, 50);
      becomeBad();
    },
  },
  {
    name: "Prometheus stopped at 25 % for longer than a step",
    id: "prometheus",
    bar: complete,
    async run({ gallery, setting }) {
      await gallery.release("good");
      await untilWeight(gallery, 25);
      await gallery.signals.stop();
      await sleep(((secondsOf(setting)[0] ?? 0) + 30) * 1000);
      if ((await gallery.weight()) !== 25) throw new Error("the release continued without Prometheus");
      await gallery.signals.restart();
    },
  },
  {
    name: "controller killed at 25 %, and started again",
    id: "controller",
    bar: complete,
    async run({ gallery }) {
      await gallery.release("good");
      await untilWeight(gallery, 25);
      await gallery.controller.stop();
      await sleep(10_000);
      await gallery.controller.restart();
    },
  },
  {
    name: "canary with too few requests",
    id: "few",
    load: 0.5,
    bar: { ending: "paused", failedRatio: 0, weight: 5 },
    run: ({ gallery }) => gallery.release("good"),
  },
  {
    name: "canary aborted by hand",
    id: "abort",
    bar: { ending: "aborted", failedRatio: 0, weight: 5 },
    async run({ gallery }) {
      await gallery.release("good");
      await untilWeight(gallery, 5);
      await sleep(5_000);
      await gallery.act("abort");
    },
  },
  {
    name: "canary promoted by hand at 5 %",
    id: "promote",
    inSample: true,
    bar: complete,
    async run({ gallery }) {
      await gallery.release("good");
      await untilWeight(gallery, 5);
      await sleep(5_000);
      await gallery.act("promote", true);
    },
  },
  {
    name: "a good version released while one with 5 % errors is at 5 %",
    id: "second",
    bar: { ...complete, failedRatio: 0.005 },
    async run({ gallery }) {
      await gallery.release("five-percent-errors");
      await untilWeight(gallery, 5);
      await sleep(5_000);
      await gallery.release("good");
    },
  },
  {
    name: "blue-green switch of a good version",
    id: "blue-green",
    strategy: "blueGreen",
    requests: 20_000,
    bar: complete,
    run: ({ gallery }) => gallery.release("good"),
  },
  {
    name: "blue-green switch, and switch back by hand",
    id: "switch-back",
    strategy: "blueGreen",
    requests: 20_000,
    bar: { ending: "aborted", failedRatio: 0, weight: 100 },
    async run({ gallery }) {
      await gallery.release("good");
      await untilWeight(gallery, 100);
      await sleep(10_000);
      await gallery.act("abort");
    },
  },
];
