import { createReleases, type Trial } from "../../release/follow";
import { cluster, onTrial, rolloutObject, runObject } from "./objects";

const images = { gallery: "r/gallery:2", thumbnailer: "r/thumbnailer:2" };
const names = [{ namespace: "gallery", name: "api" }];
type Objects = Parameters<typeof cluster>[0];

/** The releases of a cluster whose objects can change between two looks. */
function releasesIn(objects: Objects, trial?: Trial) {
  const { kubectl } = cluster(objects);
  const options = { intervalSeconds: 0.005, ...(trial ? { trial } : {}) };
  return createReleases("prod", (work) => work(kubectl, names, "kubeconfig"), options);
}
const lines: string[] = [];
const report = (line: string) => lines.push(line);
beforeEach(() => lines.splice(0));

test("a release of another version is an obstacle, with what to do", async () => {
  const rollouts = [rolloutObject({ image: "r/gallery:1.5" })];
  expect(await releasesIn({ rollouts }).findObstacle(images)).toMatch(
    /A release of another version is under way:\n {2}api: 5 % .*`npx --no groundwork release prod abort --application api`/s,
  );
});

test.each([
  ["of the same version, which a killed deployment began", rolloutObject()],
  ["that is complete", rolloutObject({ isStable: true, image: "r/gallery:1" })],
  ["that was aborted", rolloutObject({ image: "r/gallery:1.5", status: { abort: true, phase: "Degraded" } })],
])("a release %s is no obstacle", async (_, rollout) => {
  expect(await releasesIn({ rollouts: [rollout] }).findObstacle(images)).toBeUndefined();
});

test("a Rollout that somebody deleted is no obstacle, and a stack without Rollouts reads nothing", async () => {
  expect(await releasesIn({ rollouts: [] }).findObstacle(images)).toBeUndefined();
  const none = createReleases("dev", async () => undefined);
  expect(await none.findObstacle(images)).toBeUndefined();
  expect(await none.findFailure()).toBeUndefined();
});

test.each([
  ["paused", { pauseConditions: [{ reason: "InconclusiveAnalysisRun" }] }],
  ["aborted", { abort: true, phase: "Degraded" }],
  [undefined, { pauseConditions: [{ reason: "CanaryPauseStep" }] }],
] as const)("the failure of a release is %s", async (failure, status) => {
  expect(await releasesIn({ rollouts: [rolloutObject({ status })] }).findFailure()).toBe(failure);
});

test("each step is reported once with the results of its queries, and the end after the update", async () => {
  const objects: { rollouts: ReturnType<typeof rolloutObject>[]; runs: object[] } = {
    rollouts: [rolloutObject({ isStable: true, image: "r/gallery:1" })],
    runs: [],
  };
  const ended = new AbortController();
  const following = releasesIn(objects).follow(ended.signal, report);
  const pass = () => new Promise((resolve) => setTimeout(resolve, 50));
  await pass();
  expect(lines).toEqual([]);
  objects.rollouts = [rolloutObject()];
  await pass();
  objects.runs = [runObject("Successful", { requests: "[300]", errors: "[0.001]", "slow-reads": "[0.02]" })];
  await pass();
  objects.rollouts = [rolloutObject({ isStable: true, status: { currentPodHash: "new", stableRS: "new" } })];
  ended.abort();
  await following;
  expect(lines).toEqual([
    "api: 5 % of the requests, step 3 of 3",
    "api: 300 requests, errors 0.1 % (at most 1.44 %), slow-reads 2 % (at most 14.4 %): passed",
    "api: the version gets all requests",
  ]);
});

test("a cluster that does not answer is reported once, and does not end the update", async () => {
  const ended = new AbortController();
  const kubectl = async () => Promise.reject(new Error("Unable to connect"));
  const following = createReleases("prod", (work) => work(kubectl, names, "kubeconfig"), {
    intervalSeconds: 0.005,
  }).follow(ended.signal, report);
  await new Promise((resolve) => setTimeout(resolve, 50));
  ended.abort();
  await following;
  expect(lines).toEqual(["cannot be followed: Unable to connect"]);
});

test("a deployment that is run again waits for the end of the release that it began", async () => {
  const objects = { rollouts: [rolloutObject()] };
  let hasEnded = false;
  const waiting = releasesIn(objects)
    .awaitEnd(images, undefined, report)
    .then(() => {
      hasEnded = true;
    });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(hasEnded).toBe(false);
  objects.rollouts = [rolloutObject({ isStable: true })];
  await waiting;
  expect(lines[0]).toBe("api: 5 % of the requests, step 3 of 3");
});

test("it does not wait for a release that waits for a person", async () => {
  const status = { pauseConditions: [{ reason: "InconclusiveAnalysisRun" }] };
  await releasesIn({ rollouts: [rolloutObject({ status })] }).awaitEnd(images, undefined, report);
});

test("an interrupted deployment stops waiting", async () => {
  const signal = AbortSignal.timeout(30);
  await expect(
    releasesIn({ rollouts: [rolloutObject()] }).awaitEnd(images, signal, report),
  ).rejects.toThrow();
});

describe("a version that runs without requests", () => {
  const pass = () => new Promise((resolve) => setTimeout(resolve, 50));

  async function follow(trial: Trial) {
    const { kubectl, calls } = cluster({ rollouts: [rolloutObject(onTrial)] });
    const ended = new AbortController();
    const options = { intervalSeconds: 0.005, trial };
    const following = createReleases("prod", (work) => work(kubectl, names, "file"), options).follow(
      ended.signal,
      report,
    );
    await pass();
    ended.abort();
    const failure = await following;
    const patches = calls.filter(([verb]) => verb === "patch").map((args) => args.at(-1));
    return { failure, patches };
  }

  test("is held, tested once, and continued", async () => {
    let tests = 0;
    const { failure, patches } = await follow(async ({ version }, _, file) => {
      expect([version, file]).toEqual(["new", "file"]);
      tests += 1;
    });
    expect(failure).toBeUndefined();
    expect(tests).toBe(1);
    expect(patches).toEqual(['--patch={"spec":{"paused":true}}', '--patch={"spec":{"paused":false}}']);
    expect(lines).toEqual([
      "api: the new version runs, and gets no requests yet",
      "api: tested before it gets requests",
    ]);
  });

  test("is aborted if its test fails, and the reason is returned", async () => {
    const { failure, patches } = await follow(async () => {
      throw new Error("POST /api/photos: 503 instead of 201");
    });
    expect(failure).toBe(
      "The new version of api failed its test before it got requests: POST /api/photos: 503 instead of 201",
    );
    expect(patches).toEqual([
      '--patch={"spec":{"paused":true}}',
      '--patch={"status":{"abort":true}}',
      '--patch={"spec":{"paused":false}}',
    ]);
  });

  test("is not tested at a later step", async () => {
    let tests = 0;
    const ended = new AbortController();
    const atStep = rolloutObject({
      status: { phase: "Paused", currentStepIndex: 1, pauseConditions: [{ reason: "CanaryPauseStep" }] },
    });
    const following = releasesIn({ rollouts: [atStep] }, async () => {
      tests += 1;
    }).follow(ended.signal, report);
    await pass();
    ended.abort();
    await following;
    expect(tests).toBe(0);
  });
});
