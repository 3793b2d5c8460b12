import { formatRows, listFailures } from "../../scenarios/table";
import type { LoadResult } from "../rollouts/load";
import type { Moment } from "./record";
import type { Bar, Scenario } from "./scenarios";
import type { Observed } from "./watch";

/** The result of one run of a scenario. */
export interface Outcome {
  readonly scenario: Pick<Scenario, "name" | "bar" | "requests">;
  readonly load: LoadResult;
  /** Undefined if the release did not end. */
  readonly observed?: Observed;
  /** Undefined if it was not recorded. */
  readonly moments?: readonly Moment[];
  /** Why the scenario did not end. */
  readonly error?: string;
}

/** An aborted release is back at the old version after this time, in seconds. */
const backWithinSeconds = 10;

/** What is wrong with an outcome; empty if it passed. */
export function findProblems({ scenario, load, observed, error }: Outcome): string[] {
  if (observed === undefined) return [error ?? "no end was observed"];
  const { bar, requests = 1 } = scenario;
  const most = Math.floor(bar.failedRatio * load.requests);
  const problems: [boolean, string][] = [
    [error !== undefined, error ?? ""],
    [load.requests < requests, `${load.requests} requests; at least ${requests} are needed`],
    [observed.ending !== bar.ending, `the release is ${observed.ending}; it must be ${bar.ending}`],
    [
      observed.weight > bar.weight,
      `the new version had ${observed.weight} %; it must have at most ${bar.weight} %`,
    ],
    [load.failed > most, `${load.failed} requests failed; at most ${most} may fail`],
    [bar.mustFail === true && load.failed === 0, "no request failed, so the comparison shows nothing"],
    [
      bar.ending === "aborted" && (observed.backSeconds ?? 0) > backWithinSeconds,
      `back after ${observed.backSeconds?.toFixed(1)} s; it must be within ${backWithinSeconds} s`,
    ],
    [
      bar.weight > 0 && observed.newRequests === 0,
      "the new version got no request, so the scenario shows nothing",
    ],
  ];
  return problems.filter(([isWrong]) => isWrong).map(([, problem]) => problem);
}

/** Formats the outcomes as a table, with the problems and the kinds of failed requests below a row. */
export function formatTable(outcomes: readonly Outcome[]): string[] {
  const head = ["", "scenario", "requests", "failed", "new version", "ending", "seconds", "back"];
  const rows = outcomes.map((outcome) => {
    const { scenario, load, observed } = outcome;
    const problems = findProblems(outcome);
    return {
      cells: [
        problems.length === 0 ? "ok" : "FAILED",
        scenario.name,
        String(load.requests),
        String(load.failed),
        observed === undefined ? "" : `${((100 * observed.newRequests) / load.requests).toFixed(1)} %`,
        observed === undefined ? "none" : formatEnding(observed, scenario.bar),
        observed === undefined ? "" : observed.seconds.toFixed(0),
        observed?.backSeconds === undefined ? "" : `${observed.backSeconds.toFixed(1)} s`,
      ],
      below: [...listFailures(load.failures), ...problems],
    };
  });
  return formatRows(head, rows, [0, 1, 5]);
}

export function formatEnding({ ending, weight }: Observed, bar: Pick<Bar, "ending">): string {
  return bar.ending === "complete" ? ending : `${ending} at ${weight} %`;
}
