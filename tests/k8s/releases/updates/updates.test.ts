/** What `pulumi up` says about a release: the real provider, the real controller and a real API server. Pods are simulated. */
import { act } from "@groundwork/delivery/release/actions";
import { createReleases } from "@groundwork/delivery/release/follow";
import { parseRollout, type RolloutState } from "@groundwork/delivery/release/rollout";
import { operate } from "@groundwork/rehearse/lifecycle/operations";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { image as contract, createSelector } from "../../../../k8s/image";
import { galleryRequests } from "../../../../k8s/monitoring/rules/indicators";
import { computeReleaseSeconds } from "../../../../k8s/releases/completion";
import { buildRelease, type Release } from "../../../../k8s/releases/release";
import { createRollout } from "../../../../k8s/releases/rollout";
import { computeFigures } from "../../../../k8s/target-health";
import { namespace, openStack, startReleases } from "./cluster";
import { type Answers, startAnswers } from "./prometheus";

const objectives = { availability: 0.999, latency: 0.99, latencySeconds: 0.5 };
const steps = [5, 50].map((percent) => ({ percent, seconds: 3 }));
const built = buildRelease({ strategy: "canary", steps }, objectives, galleryRequests);
const release: Release = { ...built, verdict: { ...built.verdict, retrySeconds: 1, attempts: 3 } };
const figures = {
  ...computeFigures(1),
  minReadySeconds: 1,
  drainSeconds: 1,
  progressDeadlineSeconds: 30,
  rolloutTimeoutSeconds: 60,
};
const limitSeconds = computeReleaseSeconds(release, figures);

const provider = process.env.GROUNDWORK_KUBERNETES_PROVIDER;
// setup.ts says why there is no provider; with CI=true, that is a failure.
(provider === undefined ? describe.skip : describe)("an update with the real provider", () => {
  const answers: Answers = { errorRatio: 0 };
  let version = 1;
  let cluster: Awaited<ReturnType<typeof startReleases>>;
  let prometheus: Awaited<ReturnType<typeof startAnswers>>;
  let opened: Awaited<ReturnType<typeof openStack>>;

  beforeAll(async () => {
    [cluster, prometheus] = await Promise.all([startReleases(), startAnswers(answers)]);
    opened = await openStack(provider ?? "", async () => {
      const connection = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig });
      const parent = new pulumi.ComponentResource(
        "test:index:Application",
        "api",
        {},
        { providers: [connection] },
      );
      createRollout("api", argumentsOf(`example.com/api:${version}`), { parent });
    });
  }, 300_000);
  afterAll(async () => {
    opened?.close();
    prometheus?.stop();
    await cluster?.stop();
  });

  const argumentsOf = (image: string) => ({
    ...{ release, figures, replicas: 2, ingress: "gallery", prometheusUrl: prometheus.url },
    metadata: { name: "api", namespace, labels: createSelector("api") },
    template: {
      metadata: { labels: createSelector("api") },
      spec: {
        containers: [
          {
            ...{ name: "api", image },
            ports: [
              { name: "http", containerPort: contract.httpPort },
              { name: "metrics", containerPort: contract.metricsPort },
            ],
          },
        ],
      },
    },
  });
  const kubectl = (...args: readonly string[]) => cluster.kubectl(...args);
  const names = [{ namespace, name: "api" }];
  const releases = createReleases("test", (work) => work(kubectl, names, ""), { intervalSeconds: 0.5 });
  const readObject = async () =>
    JSON.parse(
      await kubectl("get", "rollouts.argoproj.io", "api", "--namespace", namespace, "--output=json"),
    );
  const read = async (): Promise<RolloutState> => parseRollout(await readObject());
  const up = (refresh = false) => operate(opened.stack, "up", { engine: { refresh } });
  /** The error of an update, and its duration in seconds. */
  const failing = async () => {
    const began = Date.now();
    const error = await up().then(
      () => "the update has passed",
      (reason: unknown) => String(reason),
    );
    return { error, seconds: (Date.now() - began) / 1000 };
  };
  /** What the controller has to act on. */
  const spec = async () => {
    const { metadata, spec } = await readObject();
    return { generation: metadata.generation, spec };
  };

  test("the first version ends when its pods serve", async () => {
    await up();
    expect(await read()).toMatchObject({ state: "complete", images: ["example.com/api:1"] });
  }, 200_000);

  test("a good version: the update ends when it gets all requests, and prints each step", async () => {
    version = 2;
    const lines: string[] = [];
    const ended = new AbortController();
    const following = releases.follow(ended.signal, (line) => lines.push(line));
    const { seconds } = await up();
    expect(await read()).toMatchObject({
      state: "complete",
      images: ["example.com/api:2"],
      weightPercent: 100,
    });
    expect(seconds).toBeGreaterThan(steps.length * 3);
    ended.abort();
    await following;
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^api: 5 % of the requests, step \d of 6/),
        "api: 500 requests, errors 0 % (at most 1.44 %), slow-reads 0 % (at most 14.4 %): passed",
        expect.stringMatching(/^api: 50 % of the requests/),
        "api: the version gets all requests",
      ]),
    );
  }, 200_000);

  test("another update changes nothing", async () => {
    const before = await spec();
    expect((await up()).changes).toEqual([]);
    expect(await spec()).toEqual(before);
  }, 100_000);

  test("a version with 5 % errors: the update fails at the first step, long before its time limit, and says why", async () => {
    version = 3;
    answers.errorRatio = 0.05;
    const { error, seconds } = await failing();
    expect(error).toMatch(/the release of api was aborted \(Degraded: RolloutAborted: .*errors/);
    expect(error).toContain("npx --no groundwork release test status");
    expect(seconds).toBeLessThan(limitSeconds - 20);
    expect(await read()).toMatchObject({ state: "aborted", weightPercent: 0 });
    const before = await spec();
    expect((await failing()).error).toContain("the release of api was aborted");
    expect(await spec()).toEqual(before);
  }, 300_000);

  test("the previous version again: the update passes", async () => {
    version = 2;
    await up();
    expect(await read()).toMatchObject({ state: "complete", images: ["example.com/api:2"] });
  }, 200_000);

  test("without a result the update fails, says that the release is paused, and another one changes nothing", async () => {
    version = 4;
    answers.errorRatio = undefined;
    expect((await failing()).error).toContain("the release of api is paused: its queries had no result");
    expect(await read()).toMatchObject({ state: "under way", pause: "no result", weightPercent: 5 });
    expect(await releases.findFailure()).toBe("paused");
    const before = await spec();
    expect((await failing()).error).toContain("the release of api is paused");
    expect(await spec()).toEqual(before);
  }, 300_000);

  test("promote continues it, pause stops it, and abort returns to the previous version", async () => {
    const until = (check: (state: RolloutState) => boolean) => untilRead(read, check);
    answers.errorRatio = 0;
    await act(kubectl, "promote", await read());
    await until(({ weightPercent }) => weightPercent === 50);
    await act(kubectl, "pause", await read());
    await until(({ pause }) => pause === "by hand");
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await read()).toMatchObject({ state: "under way", weightPercent: 50 });
    await act(kubectl, "abort", await read());
    await until(({ state, weightPercent }) => state === "aborted" && weightPercent === 0);
  }, 200_000);

  test("a release that was paused is promoted entirely, and an update with a refresh passes", async () => {
    version = 5;
    answers.errorRatio = undefined;
    expect((await failing()).error).toContain("is paused");
    await act(kubectl, "promote", await read(), true);
    await releases.awaitEnd({ gallery: "example.com/api:5" }, undefined, () => undefined);
    await untilRead(read, ({ state }) => state === "complete");
    // What the controller writes into the Services and the Rollout is not undone.
    const before = await spec();
    expect((await up(true)).changes).toEqual([]);
    expect(await spec()).toEqual(before);
    expect(await read()).toMatchObject({ state: "complete", images: ["example.com/api:5"] });
  }, 300_000);
});

async function untilRead(
  read: () => Promise<RolloutState>,
  check: (state: RolloutState) => boolean,
): Promise<void> {
  let last: RolloutState | undefined;
  for (const limit = Date.now() + 60_000; Date.now() < limit; ) {
    last = await read();
    if (check(last)) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`after 60 s: ${JSON.stringify(last)}`);
}
