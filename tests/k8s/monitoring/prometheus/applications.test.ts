/** Applications with objectives, scraped by a real Prometheus whose hours are ten seconds. */
import { LocalPrometheus } from "@groundwork/testbed/prometheus/local";
import { Metrics } from "../../../../app/src/metrics";
import { applications as dashboard } from "../../../../k8s/monitoring/dashboards/applications";
import { buildPrometheusGroups } from "../../../../k8s/monitoring/rules";
import { figures, pause } from "../../../app/load";
import { links, options } from "./options";
import { timing } from "./platform";

const withPrometheus = process.env.GROUNDWORK_NO_PROMETHEUS ? describe.skip : describe;

/** The registry of the gallery exports the histogram under another name. */
const renamed = [
  {
    source_labels: ["__name__"],
    regex: "gallery_(http_request_duration_seconds_.+)",
    target_label: "__name__",
    replacement: "$1",
  },
];

/** A process that has served fifty requests a second, of which some fail and some are slow. */
async function startApplication() {
  const metrics = new Metrics("1.0.0", "0123456");
  const shares = { failing: 0, slow: 0 };
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    const isOne = (share: number) => (count % 100) / 100 < share;
    const status = isOne(shares.failing) ? "503" : "200";
    metrics.requestDuration.observe(
      { method: "GET", route: "/orders", status },
      isOne(shares.slow) ? 0.4 : 0.02,
    );
    metrics.requestDuration.observe({ method: "GET", route: "/readyz", status: "503" }, 5);
  }, 20);
  const server = await metrics.listen("127.0.0.1", 0);
  const bound = server.address();
  return {
    address: `127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`,
    shares,
    stop() {
      clearInterval(timer);
      server.close();
      server.closeAllConnections();
    },
  };
}

const objectives = { availability: 0.99, latency: 0.95, latencySeconds: 0.25, methods: ["GET"] };
const applications = [
  { name: "orders", serves: true, objectives },
  // It has no bucket for this bound.
  { name: "returns", serves: true, objectives: { ...objectives, latencySeconds: 0.3 } },
  { name: "packer", serves: false },
];

withPrometheus("applications with objectives", () => {
  let orders: Awaited<ReturnType<typeof startApplication>>;
  let others: Awaited<ReturnType<typeof startApplication>>;
  let prometheus: LocalPrometheus;

  beforeAll(async () => {
    orders = await startApplication();
    others = await startApplication();
    const scrape = (job: string, { address }: { address: string }) => ({
      address,
      labels: { job, pod: `${job}-1` },
      metricRelabelConfigs: renamed,
    });
    const groups = buildPrometheusGroups({ ...options, applications, releases: undefined, timing }, links);
    prometheus = await LocalPrometheus.start({
      groups: groups.filter(({ name }) => name.startsWith("application")),
      intervalSeconds: timing.intervalSeconds,
      targets: [scrape("orders", orders), scrape("returns", others), scrape("packer", others)],
    });
  }, 120_000);
  afterAll(async () => {
    orders?.stop();
    others?.stop();
    await prometheus?.stop();
  }, 60_000);

  /** Firing alerts, as `NAME job`. Those on whole days look back to earlier tests; promtool tests them. */
  const firing = async () => {
    const alerts = await prometheus.query('ALERTS{alertstate="firing",alertname!~".+Slowly"}');
    return alerts.map(({ metric }) => `${metric.alertname} ${metric.job}`).sort();
  };
  const unmeasured = "ApplicationUnmeasured returns";

  /** Waits until exactly these alerts fire. */
  async function expectFiring(what: string, ...expected: string[]) {
    const since = Date.now();
    const wanted = [...expected, unmeasured].sort();
    let found = await firing();
    while (String(found) !== String(wanted) && Date.now() - since < 60_000) {
      await pause(0.5);
      found = await firing();
    }
    expect(found).toEqual(wanted);
    figures(`${what}: after ${((Date.now() - since) / 1000).toFixed(1)} s`);
  }

  test("healthy applications fire no alert, and one without the bucket of its objective is reported", async () => {
    await expectFiring("an objective that is not measured");
    for (let second = 0; second < 5; second += 1) {
      expect(await firing()).toEqual([unmeasured]);
      await pause(1);
    }
  }, 90_000);

  const queries = dashboard.panels.flatMap((panel) =>
    "metric" in panel.queries
      ? []
      : panel.queries.map(({ expr }) => ({
          panel: panel.title,
          expr: expr.replaceAll("$application", "orders"),
        })),
  );
  test.each(queries)("$panel returns data of the selected application: $expr", async ({ expr }) => {
    const samples = await prometheus.query(expr);
    expect(samples.filter(({ value }) => Number.isFinite(value))).not.toEqual([]);
    expect(new Set(samples.map(({ metric }) => metric.job))).toEqual(new Set(["orders"]));
  });

  test("errors fire the alert of this application, which is resolved afterwards", async () => {
    orders.shares.failing = 0.5;
    await expectFiring("errors", "ApplicationErrorsBurnBudgetFast orders");
    orders.shares.failing = 0;
    await expectFiring("errors are over");
  }, 150_000);

  test("slow requests fire the alert of this application, which is resolved afterwards", async () => {
    orders.shares.slow = 1;
    await expectFiring("slow requests", "ApplicationSlowRequestsBurnBudgetFast orders");
    orders.shares.slow = 0;
    await expectFiring("slow requests are over");
  }, 150_000);

  test("an application that does not respond is reported as down, and by no other alert", async () => {
    orders.stop();
    await expectFiring("down", "ApplicationDown orders");
  }, 90_000);
});
