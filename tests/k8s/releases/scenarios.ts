import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@groundwork/testbed/processes/until";
import type { Load } from "../rollouts/load";
import { buildSteps, buildVerdict, type ReleasePlan, type ReleaseStrategy } from "./definition/release";
import type { ReleasedGallery } from "./released-gallery";
import type { LaterFault } from "./versions";

/** What a scenario uses. */
export interface Stage {
  readonly gallery: ReleasedGallery;
  readonly load: Load;
  readonly laterFault: LaterFault;
  readonly plan: ReleasePlan;
}

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
  readonly strategy: ReleaseStrategy;
  /** Default: the rate of the run. */
  readonly requestsPerSecond?: number;
  readonly bar: Bar;
  /** How often the full run repeats it. Default: 1. */
  readonly times?: number;
  /** Short enough for the sample. */
  readonly inSample?: true;
  /** At least so many requests. Default: none. */
  readonly requests?: number;
  /** Begins the release, and interferes with it. The end is awaited for all scenarios. */
  run(stage: Stage): Promise<void>;
}

/** Share of the first step of a canary. */
const firstShare = 0.05;

/**
 * The plan of a release: the objectives of prod, and windows in which the first step gets as many requests as a verdict needs. The time of a
 * step contains a window, and the delays of the load balancer.
 */
export function planOf({ strategy }: Pick<Scenario, "strategy">, requestsPerSecond: number): ReleasePlan {
  const objectives = { availability: 0.999, latency: 0.99, latencySeconds: 0.5 };
  const { minRequests } = buildVerdict(objectives);
  const windowSeconds = Math.max(40, Math.ceil((1.1 * minRequests) / (firstShare * requestsPerSecond)));
  const verdict = buildVerdict(objectives, { windowSeconds, retrySeconds: 5, attempts: 6 });
  return { strategy, verdict, steps: buildSteps(strategy, strategy === "canary" ? windowSeconds + 4 : 20) };
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
    strategy: "canary",
    bar: stopped,
    times: 10,
    inSample: true,
    run: ({ gallery }) => gallery.release("five-percent-errors"),
  },
  {
    name: "canary of a good version",
    id: "good",
    strategy: "canary",
    bar: complete,
    times: 10,
    run: ({ gallery }) => gallery.release("good"),
  },
  {
    name: "canary of a slow version",
    id: "slow",
    strategy: "canary",
    bar: { ...stopped, failedRatio: 0 },
    run: ({ gallery }) => gallery.release("slow"),
  },
  {
    name: "canary of a version that crashes at its start",
    id: "crash",
    strategy: "canary",
    bar: { ending: "aborted", failedRatio: 0, weight: 0 },
    inSample: true,
    run: ({ gallery }) => gallery.release("crashing"),
  },
  {
    name: "canary of a version that becomes bad at 50 %",
    id: "bad-later",
    strategy: "canary",
    // Half of the requests go to it until the verdict, and 5 % of those fail.
    bar: { ending: "aborted", failedRatio: 0.025, weight: 50 },
    async run({ gallery, laterFault }) {
      await gallery.release("bad-later");
      await untilWeight(gallery, 50);
      laterFault.begin();
    },
  },
  {
    name: "Prometheus stopped at 25 % for longer than a step",
    id: "prometheus",
    strategy: "canary",
    bar: complete,
    async run({ gallery, plan }) {
      await gallery.release("good");
      await untilWeight(gallery, 25);
      await gallery.signals.stop();
      const [first] = plan.steps;
      await sleep(((first?.seconds ?? 0) + 30) * 1000);
      if ((await gallery.weight()) !== 25) throw new Error("the release continued without Prometheus");
      await gallery.signals.restart();
    },
  },
  {
    name: "controller killed at 25 %, and started again",
    id: "controller",
    strategy: "canary",
    bar: complete,
    async run({ gallery }) {
      await gallery.release("good");
      await untilWeight(gallery, 25);
      await gallery.controller.kill();
      await sleep(10_000);
      await gallery.controller.restart();
    },
  },
  {
    name: "canary with too few requests",
    id: "few",
    strategy: "canary",
    requestsPerSecond: 20,
    bar: { ending: "paused", failedRatio: 0, weight: 5 },
    run: ({ gallery }) => gallery.release("good"),
  },
  {
    name: "canary aborted by hand",
    id: "abort",
    strategy: "canary",
    bar: { ending: "aborted", failedRatio: 0, weight: 5 },
    async run({ gallery }) {
      await gallery.release("good");
      await untilWeight(gallery, 5);
      await sleep(5_000);
      await gallery.abort();
    },
  },
  {
    name: "canary promoted by hand at 5 %",
    id: "promote",
    strategy: "canary",
    bar: complete,
    async run({ gallery }) {
      await gallery.release("good");
      await untilWeight(gallery, 5);
      await sleep(5_000);
      await gallery.promote();
    },
  },
  {
    name: "a good version released while one with 5 % errors is at 5 %",
    id: "second",
    strategy: "canary",
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
    bar: complete,
    requests: 20_000,
    run: ({ gallery }) => gallery.release("good"),
  },
  {
    name: "blue-green switch, and switch back by hand",
    id: "switch-back",
    strategy: "blueGreen",
    bar: { ending: "aborted", failedRatio: 0, weight: 100 },
    requests: 20_000,
    inSample: true,
    async run({ gallery }) {
      await gallery.release("good");
      await untilWeight(gallery, 100);
      await sleep(10_000);
      await gallery.abort();
    },
  },
];
