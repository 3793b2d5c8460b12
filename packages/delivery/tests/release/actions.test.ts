import { type Action, act, patchesOf } from "../../release/actions";
import { parseRollout } from "../../release/rollout";
import { selectRollout } from "../../release/stack-releases";
import { cluster, rolloutObject } from "./objects";

const inconclusive = {
  phase: "Paused",
  controllerPause: true,
  pauseConditions: [{ reason: "InconclusiveAnalysisRun" }],
};
const atPause = { phase: "Paused", currentStepIndex: 1, pauseConditions: [{ reason: "CanaryPauseStep" }] };
const changes = (action: Action, given: Parameters<typeof rolloutObject>[0], full = false) =>
  patchesOf(action, parseRollout(rolloutObject(given)), full).map(({ of, change }) => ({ [of]: change }));

test.each([
  ["abort", {}, [{ status: { abort: true } }]],
  ["abort", { paused: true }, [{ status: { abort: true } }, { spec: { paused: false } }]],
  ["pause", {}, [{ spec: { paused: true } }]],
  ["promote", { paused: true }, [{ spec: { paused: false } }]],
  ["promote", { status: atPause }, [{ status: { pauseConditions: null } }]],
  ["promote", {}, [{ status: { pauseConditions: null, currentStepIndex: 3 } }]],
  [
    "promote",
    { status: inconclusive },
    [{ status: { pauseConditions: null, controllerPause: false, currentStepIndex: 3 } }],
  ],
] as const)("%s of %j sends what the plugin of Argo Rollouts sends", (action, given, patches) => {
  expect(changes(action, given)).toEqual(patches);
});

test("promote --full skips all steps, and resumes a release that is paused by hand", () => {
  expect(changes("promote", { paused: true }, true)).toEqual([
    { spec: { paused: false } },
    { status: { promoteFull: true } },
  ]);
});

test.each(["promote", "abort", "pause"] as const)("%s is refused if no release is under way", (action) => {
  expect(() => changes(action, { isStable: true })).toThrow(
    `There is no release to ${action}: api: the version gets all requests. Nothing was changed.`,
  );
  expect(() => changes(action, { status: { abort: true, phase: "Degraded" } })).toThrow(/aborted/);
});

test("a release that is paused by hand is not paused again", () => {
  expect(() => changes("pause", { paused: true })).toThrow("api is paused by hand already");
});

test("an action patches the Rollout, and its status as a subresource", async () => {
  const { kubectl, calls } = cluster({ rollouts: [] });
  await act(kubectl, "promote", parseRollout(rolloutObject({ paused: true })), true);
  const target = ["rollouts.argoproj.io", "api", "--namespace", "gallery"];
  expect(calls).toEqual([
    ["patch", ...target, "--type=merge", '--patch={"spec":{"paused":false}}'],
    ["patch", ...target, "--subresource=status", "--type=merge", '--patch={"status":{"promoteFull":true}}'],
  ]);
});

describe("the application of an action", () => {
  const rollout = (given: Parameters<typeof rolloutObject>[0]) => parseRollout(rolloutObject(given));
  const [open, complete] = [rollout({ name: "api" }), rollout({ name: "web", isStable: true })];

  test("is the one that is named, or the only one with a release under way", () => {
    expect(selectRollout([open, complete], "web", "prod")).toBe(complete);
    expect(selectRollout([open, complete], undefined, "prod")).toBe(open);
  });

  test.each([
    [
      "an unknown name",
      [open],
      "orders",
      /orders is not an application of prod with releases\. It has: api\./,
    ],
    [
      "two that are under way",
      [open, rollout({ name: "web" })],
      undefined,
      /api, web\. Select one with --application/,
    ],
    [
      "none that is under way",
      [complete, rollout({ isStable: true })],
      undefined,
      /No release of prod is under way: web, api/,
    ],
  ] as const)("is refused: %s", (_, rollouts, name, message) => {
    expect(() => selectRollout(rollouts, name, "prod")).toThrow(message);
  });
});
