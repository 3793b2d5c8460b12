/** What Prometheus is asked at each step of a release: https://argo-rollouts.readthedocs.io/en/stable/features/analysis/ */
import {
  buildErrorRatio,
  buildRate,
  buildSlowRatio,
  type Requests,
  selectRequests,
} from "../monitoring/rules/indicators";
import { formatDuration } from "../monitoring/rules/timing";
import type { Verdict } from "./release";

/** Label of Prometheus with the version of a pod: the hash of its template. */
export const versionLabel = "pod_template_hash";
/** Label of a pod with this hash, which the controller sets. */
export const podVersionLabel = "rollouts-pod-template-hash";

/** A question with the bound of its answer. */
export interface Question {
  readonly name: "errors" | "slow-reads";
  /** PromQL. No result: no verdict. */
  readonly query: string;
  /** Largest value of a version that is released. */
  readonly bound: number;
}

/**
 * The questions about a version. A query has a result only if there is something to decide: the new version has answered
 * enough requests, and a value above the bound is worse than that of the version beside it. If both versions miss the bound, the
 * cause is elsewhere, and the release waits.
 *
 * @param requests the requests to the application
 * @param versions the hashes of both versions
 */
export function buildQuestions(
  verdict: Verdict,
  requests: Requests,
  versions: { readonly next: string; readonly current: string },
): Question[] {
  const window = formatDuration(verdict.windowSeconds);
  const select = (version: string) => ofVersion(requests, version);
  const errors = (version: string) => buildErrorRatio(select(version), window);
  const slow = (version: string) => buildSlowRatio(select(version), verdict.latencySeconds, window);
  const enough = `${buildRequests(verdict, requests, versions.next)} >= ${verdict.minRequests}`;
  const ask = (name: Question["name"], ratio: (version: string) => string, bound: number): Question => ({
    name,
    bound,
    query: [
      `(${ratio(versions.next)})`,
      `unless ((${ratio(versions.next)}) > ${bound} <= (${ratio(versions.current)}))`,
      `and (${enough})`,
    ].join("\n"),
  });
  return [ask("errors", errors, verdict.errorRatio), ask("slow-reads", slow, verdict.slowRatio)];
}

const ofVersion = (requests: Requests, version: string) =>
  selectRequests(requests, `${versionLabel}="${version}"`);

/** The number of requests that a version has answered in the window. */
const buildRequests = ({ windowSeconds }: Verdict, requests: Requests, version: string): string =>
  `${buildRate(ofVersion(requests, version), formatDuration(windowSeconds))} * ${windowSeconds}`;

/** Arguments of the template. The controller replaces them by the hashes of the two versions. */
export const versionArguments = { next: "next-version", current: "current-version" } as const;

/** Measurements that fail because Prometheus does not respond are repeated without end: they decide nothing. */
const unlimited = 1_000_000;

/**
 * Builds the spec of an AnalysisTemplate. The first result decides: within the bound, the release continues, above it, the
 * release is aborted. Without a result in all attempts, it is inconclusive, which pauses the release.
 *
 * @param prometheusUrl as the controller reaches it
 */
export function buildAnalysisSpec(verdict: Verdict, requests: Requests, prometheusUrl: string): object {
  const argument = (name: string) => `{{args.${name}}}`;
  const { next, current } = versionArguments;
  const questions = buildQuestions(verdict, requests, { next: argument(next), current: argument(current) });
  const provide = (query: string) => ({ prometheus: { address: prometheusUrl, query } });
  const count: object = {
    // It has no condition, so it decides nothing. `groundwork release` and `groundwork deploy` print it.
    name: "requests",
    count: 1,
    consecutiveErrorLimit: unlimited,
    provider: provide(buildRequests(verdict, requests, argument(next))),
  };
  const decide = questions.map(({ name, query, bound }): object => ({
    name,
    interval: formatDuration(verdict.retrySeconds),
    // Neither condition holds without a result, so the measurement is inconclusive.
    successCondition: `len(result) > 0 && result[0] <= ${bound}`,
    failureCondition: `len(result) > 0 && result[0] > ${bound}`,
    count: verdict.attempts,
    consecutiveSuccessLimit: 1,
    failureLimit: 0,
    inconclusiveLimit: verdict.attempts - 1,
    consecutiveErrorLimit: unlimited,
    provider: provide(query),
  }));
  return { args: [{ name: next }, { name: current }], metrics: [count, ...decide] };
}
