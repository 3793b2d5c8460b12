import { describeRollout, describeStepResult } from "../../release/describe";
import { parseRollout, parseStepResult } from "../../release/rollout";
import { onTrial, rolloutObject, runObject } from "./objects";

const describeObject = (...given: Parameters<typeof rolloutObject>) =>
  describeRollout(parseRollout(rolloutObject(...given)));

test.each([
  ["a version without requests", onTrial, "api: the new version runs, and gets no requests yet"],
  ["a complete release", { isStable: true }, "api: the version gets all requests"],
  [
    "a release between two queries",
    { status: { phase: "Paused", currentStepIndex: 1, pauseConditions: [{ reason: "CanaryPauseStep" }] } },
    "api: 5 % of the requests, step 2 of 3, until the next queries",
  ],
  ["a release whose queries run", {}, "api: 5 % of the requests, step 3 of 3"],
  [
    "a release whose queries had no result",
    { status: { phase: "Paused", pauseConditions: [{ reason: "InconclusiveAnalysisRun" }] } },
    "api: 5 % of the requests, step 3 of 3, paused: the queries had no result",
  ],
  [
    "a release that a person paused",
    { paused: true, status: { phase: "Paused" } },
    "api: 5 % of the requests, step 3 of 3, paused by hand",
  ],
  [
    "an aborted release",
    { status: { phase: "Degraded", abort: true, message: 'Metric "errors" assessed Failed' } },
    'api: aborted, the previous version gets all requests (Metric "errors" assessed Failed)',
  ],
  [
    "a release that the controller refuses",
    { status: { phase: "Degraded", message: "InvalidSpec: no service" } },
    "api: aborted, the previous version gets all requests (InvalidSpec: no service)",
  ],
] as const)("%s is described in one line", (_, given, line) => {
  expect(describeObject(given)).toBe(line);
});

test("a version that the controller has not seen is under way, although the status is that of the previous one", () => {
  const stale = rolloutObject({ isStable: true, status: { observedGeneration: "3" } });
  expect(parseRollout(stale)).toMatchObject({ state: "under way", weightPercent: 0 });
  const { status: _, ...created } = rolloutObject();
  expect(parseRollout(created)).toMatchObject({ state: "under way", weightPercent: 0 });
});

test("the results of a step are shown with their bounds", () => {
  const values = { requests: "[1234.4]", errors: "[0.0512]", "slow-reads": "[0]" };
  expect(describeStepResult(parseStepResult(runObject("Failed", values)))).toBe(
    "api: 1234 requests, errors 5.12 % (at most 1.44 %), slow-reads 0 % (at most 14.4 %): failed",
  );
});

test.each(["[]", "[NaN]", ""])("a query whose value is %j has no result", (value) => {
  const run = runObject("Inconclusive", { requests: value, errors: value, "slow-reads": value });
  expect(describeStepResult(parseStepResult(run))).toBe(
    "api: unknown requests, errors without a result (at most 1.44 %), slow-reads without a result (at most 14.4 %): no decision",
  );
});

test("queries that run have no line yet", () => {
  expect(describeStepResult(parseStepResult(runObject("Running", {})))).toBeUndefined();
});
