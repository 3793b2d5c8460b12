/** Refusals that another author found on AWS: the simulated cloud refuses them as well, and accepts their twins. */

import { listedByOthers } from "../../bench/documented-refusals/listed-by-others";
import { type RefusalResult, tryDocumentedRefusals } from "../../bench/documented-refusals/try";

let results: readonly RefusalResult[];
beforeAll(async () => {
  results = await tryDocumentedRefusals(listedByOthers);
});
const named = ({ type, title }: RefusalResult) => `${type}: ${title}`;

/** Rows that the simulated cloud does not refuse: AWS adds fields to the records of flow logs, and no package has a list of them. */
const KNOWN_GAPS: readonly string[] = ["aws:ec2/flowLog:FlowLog: a field that records do not have"];

test("at least 95 in 100 are refused, for the reason that the author gives", () => {
  const missing = results.filter(({ refusedBy }) => refusedBy === undefined);
  expect(missing.map(named)).toEqual(KNOWN_GAPS);
  expect(results.length).toBeGreaterThan(90);
  expect(KNOWN_GAPS.length).toBeLessThanOrEqual(results.length * 0.05);
});

test("every accepted twin is accepted", () => {
  const refused = results.filter(({ twinRefused }) => twinRefused !== undefined);
  expect(refused.map((each) => `${named(each)}: ${each.twinRefused}`)).toEqual([]);
});

test("no refusal is an error of the simulation", () => {
  expect(results.flatMap(({ instead = "" }) => (instead.startsWith("defect") ? [instead] : []))).toEqual([]);
});
