import type { LoadResult } from "../rollouts/load";
import { findProblems, formatTable, type Outcome } from "./report";

const load = (requests: number, failed = 0): LoadResult => ({
  requests,
  failed,
  failures: new Map(failed > 0 ? [["status 500", failed]] : []),
  seconds: 100,
});

const outcome = (changes: Partial<Outcome> = {}): Outcome => ({
  scenario: { name: "errors", bar: { ending: "aborted", failedRatio: 0.005, weight: 5 } },
  load: load(10_000, 20),
  observed: { ending: "aborted", seconds: 61.2, weight: 5, newRequests: 420, backSeconds: 2.4, message: "" },
  ...changes,
});
const observed = (changes: object) =>
  ({ observed: { ...outcome().observed, ...changes } }) as Pick<Required<Outcome>, "observed">;

test("a bad version that is aborted at the first step passes", () => {
  expect(findProblems(outcome())).toEqual([]);
});

test.each([
  ["a bad version that is complete", observed({ ending: "complete" }), /complete; it must be aborted/],
  ["a second step", observed({ weight: 25 }), /had 25 %; it must have at most 5 %/],
  ["too many failed requests", { load: load(10_000, 51) }, /51 requests failed; at most 50/],
  [
    "too few requests",
    { scenario: { ...outcome().scenario, requests: 20_000 } },
    /10000 requests; at least 20000 are needed/,
  ],
  ["a slow way back", observed({ backSeconds: 10.4 }), /back after 10.4 s/],
  ["a new version without requests", observed({ newRequests: 0 }), /got no request/],
  ["a release without an end", { observed: undefined, error: "no end within 420 s" }, /no end within 420 s/],
] as [string, Partial<Outcome>, RegExp][])("%s is a problem", (_title, changes, problem) => {
  expect(findProblems(outcome(changes)).join("\n")).toMatch(problem);
});

test("the table has a row for each release, and the problems below it", () => {
  expect(formatTable([outcome(), outcome({ load: load(10_000, 51) })])).toEqual([
    "        scenario  requests  failed  new version  ending          seconds   back",
    "ok      errors       10000      20        4.2 %  aborted at 5 %       61  2.4 s",
    "        20 × status 500",
    "FAILED  errors       10000      51        4.2 %  aborted at 5 %       61  2.4 s",
    "        51 × status 500",
    "        51 requests failed; at most 50 may fail",
  ]);
});

test("a rolling update that loses no request is no comparison, and its way back has no bar", () => {
  const bar = { ending: "complete", failedRatio: 0.05, weight: 100, mustFail: true } as const;
  const scenario = { name: "rolling update", bar };
  const end = observed({ ending: "complete", weight: 100, backSeconds: 41 });
  expect(findProblems(outcome({ scenario, ...end, load: load(10_000, 200) }))).toEqual([]);
  expect(findProblems(outcome({ scenario, ...end, load: load(10_000) }))).toEqual([
    "no request failed, so the comparison shows nothing",
  ]);
});
