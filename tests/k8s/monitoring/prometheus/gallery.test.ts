import { dashboards } from "../../../../k8s/monitoring/dashboards";
import { formatBound } from "../../../../k8s/monitoring/rules/indicators";
import { figures, pause } from "../../../app/load";
import { others } from "../exported";
import { always, expectAlerts, settled, until } from "./faults";
import { breakStore, type Platform, startLocking, startPlatform, timing } from "./platform";

const withAll =
  process.env.GROUNDWORK_NO_PROMETHEUS || process.env.GROUNDWORK_NO_ALERTMANAGER ? describe.skip : describe;
let platform: Platform;

withAll(`the gallery, watched ${timing.speedup} times faster than in a cluster`, () => {
  beforeAll(async () => {
    platform = await startPlatform();
    await settled(platform);
  }, 240_000);
  afterAll(() => platform?.stop(), 60_000);

  const healthySeconds = 120;
  test("a healthy run fires only the dead man's switch, whose heartbeats keep arriving", async () => {
    const { prometheus, receiver } = platform;
    const since = Date.now();
    const seen = new Set<string>();
    for (let second = 0; second < healthySeconds; second += 1) {
      for (const alert of await prometheus.firing()) seen.add(alert);
      await pause(1);
    }
    const heartbeats = [since, ...receiver.heartbeats.filter((at) => at > since), Date.now()];
    const gaps = heartbeats.slice(1).map((at, index) => (at - (heartbeats[index] ?? at)) / 1000);
    const longest = Math.max(...gaps);
    figures(
      `healthy: ${healthySeconds} s, which stand for ${(healthySeconds * timing.speedup) / 3600} hours; fired: ${[...seen].join(", ")}; ${gaps.length - 1} heartbeats, at most ${longest.toFixed(1)} s apart`,
    );
    expect([...seen]).toEqual(always);
    expect(receiver.messages.filter(({ at }) => at > since)).toEqual([]);
    // One arrives every 0.8 s; the alarm's 15 minutes would be 2.5 s, which is a normal pause on a busy machine.
    expect(longest).toBeLessThan(5);
  }, 240_000);

  const queries = dashboards
    .filter(({ name }) => ["gallery", "database", "slo"].includes(name))
    .flatMap(({ title, panels }) =>
      panels.flatMap((panel) =>
        "metric" in panel.queries
          ? []
          : panel.queries.map(({ expr }) => ({ panel: `${title}: ${panel.title}`, expr })),
      ),
    );
  test.each(queries)("$panel returns data", async ({ expr }) => {
    const samples = await platform.prometheus.query(expr);
    expect(samples.filter(({ value }) => Number.isFinite(value))).not.toEqual([]);
  });

  test.each([0.1, 0.25, 0.5, 1, 2.5])(
    "an objective of %d s has its histogram bucket in the stored series",
    async (seconds) => {
      const bucket = `gallery_http_request_duration_seconds_bucket{job="gallery-api",le="${formatBound(seconds)}"}`;
      expect(await platform.prometheus.query(bucket)).not.toEqual([]);
    },
  );

  test.each([...(others.prometheus ?? []), ...(others.alertmanager ?? [])])(
    "%s, which rules or dashboards query, is exported",
    async (metric) => {
      expect(await platform.prometheus.query(metric)).not.toEqual([]);
    },
  );

  test("a killed replica is reported once, and resolved when it is back", async () => {
    const [, replica] = platform.replicas;
    await expectAlerts(platform, {
      name: "replica killed",
      start: async () => {
        await replica?.kill();
        return () => replica?.start();
      },
      alerts: ["DatabaseReplicaLeftOut"],
      withinSeconds: { delivered: 20, over: 20 },
    });
  }, 120_000);

  test("a replica with paused replay is reported as lagging, not as down", async () => {
    const [replica] = platform.replicas;
    await expectAlerts(platform, {
      name: "replay paused",
      start: async () => {
        await replica?.pauseReplay();
        return () => replica?.resumeReplay();
      },
      alerts: ["DatabaseReplicaLagging"],
      withinSeconds: { delivered: 35, over: 20 },
    });
  }, 120_000);

  test("slow reads fire a critical alert while users wait", async () => {
    await expectAlerts(platform, {
      name: "slow responses",
      start: async () => {
        const locking = await startLocking(platform);
        return () => locking.stop();
      },
      alerts: ["GallerySlowReadsBurnBudgetFast"],
      withinSeconds: { delivered: 25, over: 30 },
      later: ["GallerySlowReadsBurnBudgetSlowly"],
    });
  }, 120_000);

  test("5 % of errors fire a critical alert, and name the failing route and part", async () => {
    await expectAlerts(platform, {
      name: "5 % errors",
      start: async () => {
        const store = breakStore(platform);
        return () => store.repair();
      },
      alerts: ["GalleryErrorsBurnBudgetFast", "GalleryObjectStoreFailing", "GalleryRouteFailing"],
      withinSeconds: { delivered: 30, over: 30 },
      later: ["GalleryErrorsBurnBudgetSlowly", "GallerySlowReadsBurnBudgetSlowly"],
    });
  }, 120_000);

  test("the slow budget alerts follow, and at the end all alerts are resolved", async () => {
    const { prometheus, receiver } = platform;
    const seconds = await until(platform, 150, async () => {
      const fired = receiver.fired("webhook", 0);
      const followed = ["GalleryErrorsBurnBudgetSlowly", "GallerySlowReadsBurnBudgetSlowly"].every((alert) =>
        fired.includes(alert),
      );
      const quiet = receiver.firing().length === 0;
      return followed && quiet && String(await prometheus.firing()) === String(always);
    });
    figures(`all quiet ${seconds} s after the last fault`);
    expect(receiver.fired("sns", 0)).toEqual(receiver.fired("webhook", 0));
    const [failures] = await prometheus.query("sum(prometheus_rule_evaluation_failures_total)");
    expect(failures?.value).toBe(0);
  }, 200_000);
});
