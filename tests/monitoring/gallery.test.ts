import { dashboards } from "../../k8s/monitoring/dashboards";
import { bound } from "../../k8s/monitoring/rules/slo";
import { figures, pause } from "../app/load";
import { breakStore, type Platform, startLocking, startPlatform, timing } from "./platform";

const withAll =
  process.env.GROUNDWORK_NO_PROMETHEUS || process.env.GROUNDWORK_NO_ALERTMANAGER ? describe.skip : describe;
const always = ["DeadMansSwitch"];
let platform: Platform;

withAll(`the gallery, watched ${timing.speedup} times faster than in a cluster`, () => {
  beforeAll(async () => {
    platform = await startPlatform();
  }, 120_000);
  afterAll(() => platform?.stop(), 60_000);

  test("a healthy run fires nothing but the dead man's switch, whose heartbeats keep coming", async () => {
    // Until everything has been scraped, what is missing is told, and told to be there.
    await pause(10);
    const since = Date.now();
    const before = platform.receiver.heartbeats();
    const seen = new Set<string>();
    for (let second = 0; second < 40; second += 1) {
      for (const alert of await platform.prometheus.firing()) seen.add(alert);
      await pause(1);
    }
    figures(
      `healthy: 40 s, which stand for ${(40 * timing.speedup) / 3600} hours; fired: ${[...seen].join(", ")}`,
    );
    expect([...seen]).toEqual(always);
    expect(platform.receiver.messages.filter(({ at }) => at > since)).toEqual([]);
    expect(platform.receiver.heartbeats() - before).toBeGreaterThan(5);
  }, 90_000);

  const queries = dashboards
    .filter(({ name }) => ["gallery", "database", "slo"].includes(name))
    .flatMap(({ title, panels }) =>
      panels.flatMap((panel) =>
        "metric" in panel.queries
          ? []
          : panel.queries.map(({ expr }) => ({ panel: `${title}: ${panel.title}`, expr })),
      ),
    );
  test.each(queries)("$panel gets an answer", async ({ expr }) => {
    const samples = await platform.prometheus.query(expr);
    expect(samples.filter(({ value }) => Number.isFinite(value))).not.toEqual([]);
  });

  test.each([0.1, 0.25, 0.5, 1, 2.5])(
    "an objective of %d s has its bucket among what is stored",
    async (seconds) => {
      const bucket = `gallery_http_request_duration_seconds_bucket{job="gallery-api",le="${bound(seconds)}"}`;
      expect(await platform.prometheus.query(bucket)).not.toEqual([]);
    },
  );

  test("a replica that is killed is told once, and told to be over when it is back", async () => {
    const [, replica] = platform.replicas;
    await expectAlerts("replica killed", ["DatabaseReplicaLeftOut"], async () => {
      await replica?.kill();
      return async () => replica?.start();
    });
  }, 90_000);

  test("a replica that replays nothing is told to lag, not to be gone", async () => {
    const [replica] = platform.replicas;
    await expectAlerts("replay paused", ["DatabaseReplicaLagging"], async () => {
      await replica?.pauseReplay();
      return async () => replica?.resumeReplay();
    });
  }, 90_000);

  test("slow reads wake somebody while people wait", async () => {
    await expectAlerts(
      "slow responses",
      ["GallerySlowReadsBurnBudgetFast"],
      async () => {
        const locking = await startLocking(platform);
        return () => locking.stop();
      },
      ["GallerySlowReadsBurnBudgetSlowly"],
    );
  }, 90_000);

  test("five per cent of errors wake somebody, and say which route and which part fails", async () => {
    await expectAlerts(
      "5 % errors",
      ["GalleryErrorsBurnBudgetFast", "GalleryObjectStoreFailing", "GalleryRouteFailing"],
      async () => {
        const store = breakStore(platform);
        return async () => store.repair();
      },
      ["GalleryErrorsBurnBudgetSlowly", "GallerySlowReadsBurnBudgetSlowly"],
    );
  }, 90_000);

  test("the budgets' slow alerts follow, and in the end all is quiet again", async () => {
    const seconds = await until(150, async () => {
      const fired = platform.receiver.fired("webhook", 0);
      const followed = ["GalleryErrorsBurnBudgetSlowly", "GallerySlowReadsBurnBudgetSlowly"].every((alert) =>
        fired.includes(alert),
      );
      const quiet = platform.receiver.firing().length === 0;
      return followed && quiet && String(await platform.prometheus.firing()) === String(always);
    });
    figures(`all quiet ${seconds} s after the last fault`);
    expect(platform.receiver.fired("sns", 0)).toEqual(platform.receiver.fired("webhook", 0));
  }, 200_000);
});

/**
 * Brings a fault about, waits until exactly these alerts have been delivered, repairs it, and waits until each was said
 * to be over.
 * @param later alerts that may come as well, because they look back further
 */
async function expectAlerts(
  fault: string,
  alerts: string[],
  start: () => Promise<() => unknown>,
  later: string[] = [],
): Promise<void> {
  const { receiver, prometheus } = platform;
  const since = Date.now();
  const repair = await start();
  let told: number;
  try {
    told = await until(40, async () =>
      alerts.every((alert) => receiver.fired("webhook", since).includes(alert)),
    );
    // What else would come gets its time.
    await pause(5);
  } finally {
    await repair();
  }
  const over = await until(45, async () => !receiver.firing().some((alert) => alerts.includes(alert)));
  figures(`${fault}: told after ${told} s, over ${over} s after the repair`);
  const unexpected = receiver.fired("webhook", since).filter((alert) => !later.includes(alert));
  expect(unexpected).toEqual(alerts);
  const left = (await prometheus.firing()).filter((alert) => !later.includes(alert));
  expect(left).toEqual(always);
  const [message] = receiver.messages.filter(({ alert, at }) => at >= since && alerts.includes(alert));
  expect(message?.text).toMatch(
    /\/docs\/runbooks\/\w+\.md\nDashboard: http:\/\/localhost:3000\/d\/groundwork-/,
  );
}

/** Seconds until the answer was yes. */
async function until(seconds: number, ask: () => Promise<boolean>): Promise<number> {
  const start = Date.now();
  for (;;) {
    const passed = (Date.now() - start) / 1000;
    if (await ask()) return Math.round(passed);
    if (passed > seconds) {
      const { messages } = platform.receiver;
      const said = messages.slice(-20).map(({ status, alert, way }) => `${way} ${status} ${alert}`);
      const firing = await platform.prometheus.firing();
      throw new Error(`not within ${seconds} s; fires: ${firing.join(", ")}; messages:\n${said.join("\n")}`);
    }
    await pause(0.5);
  }
}
