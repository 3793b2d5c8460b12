/** How `pulumi up` waits for a release: what the provider gets, and what the program says of the result. */
import * as pulumi from "@pulumi/pulumi";
import {
  computeReleaseSeconds,
  describeFailure,
  markSpec,
  type RolloutStatus,
  waitForEnd,
} from "../../../k8s/releases/completion";

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    { call: () => ({}), newResource: ({ name, inputs }) => ({ id: name, state: inputs }) },
    "groundwork",
    "prod",
  );
});

test("each spec has a time, which differs from that of another spec and is before every pod", () => {
  const marks = Array.from({ length: 200 }, (_, image) => markSpec({ image }));
  expect(new Set(marks).size).toBe(marks.length);
  expect(markSpec({ image: 1 })).toBe(marks[1]);
  // The format of a time in the API: the provider compares text.
  for (const mark of marks) expect(mark).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(marks.filter((mark) => Date.parse(mark) > Date.parse("2005-01-01T00:00:00Z"))).toEqual([]);
});

test("the annotation has one expression, without a sign that the provider would take for a comparison with text", () => {
  const annotation = waitForEnd("1990-01-01T00:00:00Z");
  // The provider splits at each "=" that is not part of "==".
  expect(annotation.replace("jsonpath=", "").replaceAll("==", "")).not.toContain("=");
  expect(annotation.match(/[{}]/g)).toEqual(["{", "}"]);
});

test("the time limit covers the steps, all attempts of each, and the start of the pods", () => {
  const verdict = { attempts: 30, retrySeconds: 60 } as Parameters<
    typeof computeReleaseSeconds
  >[0]["verdict"];
  const steps = [5, 25, 50].map((weightPercent) => ({ weightPercent, seconds: 300 }));
  expect(computeReleaseSeconds({ steps, verdict }, { rolloutTimeoutSeconds: 600 })).toBe(
    600 + 3 * (300 + 30 * 60),
  );
});

test.each<[string, RolloutStatus | undefined, RegExp | undefined]>([
  ["at 100 %", { phase: "Healthy" }, undefined],
  [
    "aborted",
    { phase: "Degraded", message: "RolloutAborted: errors" },
    /^the release of api was aborted \(Degraded: RolloutAborted: errors\)\. .*Deploy a corrected version/,
  ],
  [
    "paused without a result",
    { phase: "Paused", pauseConditions: [{ reason: "InconclusiveAnalysisRun" }] },
    /^the release of api is paused: .*`npx --no groundwork release prod promote`/,
  ],
  [
    "under way",
    { phase: "Paused", message: "CanaryPauseStep", pauseConditions: [{ reason: "CanaryPauseStep" }] },
    /^the release of api is under way \(Paused: CanaryPauseStep\)/,
  ],
  ["without a phase", {}, /^the release of api is under way \(unknown\)/],
  ["for which the provider did not wait", undefined, undefined],
])("a release %s is described with what to do", (_, status, message) => {
  const failure = describeFailure("api", status);
  if (message === undefined) expect(failure).toBeUndefined();
  else expect(failure).toMatch(message);
});
