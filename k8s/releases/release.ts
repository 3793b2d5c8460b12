/** How a new version replaces the running one, step by step. */
import { pages } from "../monitoring/rules/burn-rate";
import type { Requests } from "../monitoring/rules/indicators";
import type { Objectives } from "../monitoring/rules/rule";

/** A share of the requests that the new version gets, and for how long before it is judged. */
export interface ReleaseStep {
  /** Share of the requests, in percent. */
  readonly weightPercent: number;
  /** The new version has this share for this time before the first verdict, in seconds. */
  readonly seconds: number;
}

/** What decides about a new version, at each step. */
export interface Verdict {
  /** Requests that the new version must have answered in the window. With fewer, there is no verdict. */
  readonly minRequests: number;
  /** Requests of this time count, in seconds. It contains at least two scrapes. */
  readonly windowSeconds: number;
  /** Largest ratio of server errors. */
  readonly errorRatio: number;
  /** Largest ratio of reads that take longer than `latencySeconds`. */
  readonly slowRatio: number;
  /** Bound of a fast read, in seconds: one of the application's histogram buckets. */
  readonly latencySeconds: number;
  /** Time between two attempts while there is no verdict, in seconds. */
  readonly retrySeconds: number;
  /** After so many attempts without a verdict, the release pauses. */
  readonly attempts: number;
}

/** How new versions of an application replace the running one. An application without it has rolling updates. */
export interface Release {
  /** canary: the new version gets the requests step by step. blueGreen: it gets all of them at once. */
  readonly strategy: "canary" | "blueGreen";
  /**
   * The new version runs for this time before it gets requests, in seconds. `groundwork deploy` tests it then.
   *
   * @default it gets requests as soon as it runs
   */
  readonly trialSeconds?: number;
  readonly steps: readonly ReleaseStep[];
  readonly verdict: Verdict;
  /** The requests to the application. */
  readonly requests: Requests;
}

/** Long enough for a deployment to notice it. The deployment then holds the release until its test has ended. */
export const defaultTrialSeconds = 60;

/** What a stack sets for an application. */
export interface ReleaseOptions {
  readonly strategy: "canary" | "blueGreen";
  /** Steps of a canary. @default 5, 25 and 50 % for 5 minutes each */
  readonly steps?: readonly { readonly percent: number; readonly seconds: number }[] | undefined;
  /** Time of the only step of blueGreen, in seconds. @default 300 */
  readonly seconds?: number | undefined;
  /** Largest share of server errors. @default the burn rate of the objective that pages */
  readonly maxErrorPercent?: number | undefined;
  /** Largest share of slow requests. @default the burn rate of the objective that pages */
  readonly maxSlowPercent?: number | undefined;
  /** Requests that a verdict needs. @default 200 */
  readonly minRequests?: number | undefined;
}

/**
 * The rate of an error budget that pages the on-call engineer is the rate that ends a release: a version that would page is
 * not released. With 99.9 %, the bound is 1.44 % errors.
 */
const [{ factor } = { factor: 1 }] = pages;

/**
 * Of 200 requests, a bound of 1.44 % allows two errors. A version that answers one request in twenty with an error has so few by
 * chance in 0.2 % of all cases; with 100 requests, it would be 4 %.
 */
export const defaultMinRequests = 200;

const defaultSeconds = 300;
const defaultSteps = [5, 25, 50].map((percent) => ({ percent, seconds: defaultSeconds }));

/** Builds the release of an application from its service level objectives, which the alerts use too. */
export function buildRelease(options: ReleaseOptions, objectives: Objectives, requests: Requests): Release {
  const { strategy, steps = defaultSteps, seconds = defaultSeconds } = options;
  const given = strategy === "canary" ? steps : [{ percent: 100, seconds }];
  return {
    strategy,
    steps: given.map((step) => ({ weightPercent: step.percent, seconds: step.seconds })),
    requests,
    verdict: buildVerdict(options, objectives, Math.min(...given.map((step) => step.seconds))),
  };
}

function buildVerdict(
  { maxErrorPercent, maxSlowPercent, minRequests = defaultMinRequests }: ReleaseOptions,
  { availability, latency, latencySeconds }: Objectives,
  windowSeconds: number,
): Verdict {
  const bound = (percent: number | undefined, target: number) =>
    Number(Math.min(1, percent === undefined ? factor * (1 - target) : percent / 100).toFixed(6));
  return {
    windowSeconds,
    minRequests,
    errorRatio: bound(maxErrorPercent, availability),
    slowRatio: bound(maxSlowPercent, latency),
    latencySeconds,
    retrySeconds: 60,
    attempts: 30,
  };
}

/**
 * Pods of one application that exist at the same time, at most: those of both versions, and those of an earlier version that still
 * exist when a release begins.
 */
export const countPodsAtPeak = (maxReplicas: number): number => 3 * maxReplicas;
