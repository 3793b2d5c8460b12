/** How a new version replaces the running one, step by step. */
import { pages } from "../../../../k8s/monitoring/rules/burn-rate";
import type { Objectives } from "../../../../k8s/monitoring/rules/rule";

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
  /** Requests of this time count, in seconds. It contains at least five scrapes. */
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

/** A release as the controller performs it. */
export interface ReleasePlan {
  readonly steps: readonly ReleaseStep[];
  readonly verdict: Verdict;
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
const minRequests = 200;

/** Builds the verdict from the service level objectives, which the alerts use too. */
export function buildVerdict(
  { availability, latency, latencySeconds }: Objectives,
  times: Pick<Verdict, "windowSeconds" | "retrySeconds" | "attempts"> = {
    windowSeconds: 300,
    retrySeconds: 60,
    attempts: 30,
  },
): Verdict {
  const bound = (target: number) => Number(Math.min(1, factor * (1 - target)).toFixed(6));
  return {
    ...times,
    minRequests,
    errorRatio: bound(availability),
    slowRatio: bound(latency),
    latencySeconds,
  };
}

/** The steps of a canary: the last verdict comes before the new version is complete. */
export function buildSteps(seconds: number): readonly ReleaseStep[] {
  return [5, 25, 50].map((weightPercent) => ({ weightPercent, seconds }));
}
