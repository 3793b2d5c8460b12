/** `npm run bench:monitoring`: the load that the platform's targets cause in Prometheus. */
import { cpus } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { ensurePrometheus } from "@groundwork/testbed/prometheus/index";
import { LocalPrometheus } from "@groundwork/testbed/prometheus/local";
import { Command } from "commander";
import { buildPrometheusGroups } from "../../../../k8s/monitoring/rules";
import { dropUnusedSeries } from "../../../../k8s/monitoring/scrape";
import { startApplication } from "./application";

const description =
  "Has a real Prometheus scrape the gallery's own registries (50 routes, 3 pods, a primary and 3 database replicas) and " +
  "evaluate all rules, and prints what that costs. Needs Go the first time, to build Prometheus into the cache.";

const routes = 50;
const pods = 3;
/** Every 5 s instead of every 30 s, so that a minute contains enough samples. */
const intervalSeconds = 5;
const productionIntervalSeconds = 30;
const seconds = 75;
const targets = { applicationSeries: 2000, memoryMib: 512, groupSeconds: 1 };

void new Command("npm run bench:monitoring --")
  .description(description)
  .allowExcessArguments(false)
  .showHelpAfterError("See: npm run bench:monitoring -- --help")
  .action(async () => {
    if (!(await bench())) process.exitCode = 1;
  })
  .parseAsync();

async function bench(): Promise<boolean> {
  await ensurePrometheus(console.log);
  const applications = await Promise.all(Array.from({ length: pods }, () => startApplication(routes)));
  const prometheus = await LocalPrometheus.start({
    groups: buildPrometheusGroups(
      {
        objectives: { availability: 0.999, latency: 0.99, latencySeconds: 0.5 },
        maxLagSeconds: 5,
        namespace: "gallery",
        timing: { speedup: 1, intervalSeconds },
      },
      { runbooks: "https://example.com/docs/runbooks", grafana: "http://localhost:3000" },
    ),
    intervalSeconds,
    targets: applications.map(({ address }, index) => ({
      address,
      labels: { job: "gallery-api", pod: `api-${index + 1}`, namespace: "gallery" },
      metricRelabelConfigs: dropUnusedSeries,
    })),
  });
  try {
    console.log(`${routes} routes × ${pods} pods, ${cpus().length} CPUs; measuring for ${seconds} s …\n`);
    await wait(seconds * 1000);
    return await print(prometheus);
  } finally {
    await prometheus.stop();
    for (const application of applications) application.stop();
  }
}

async function print(prometheus: LocalPrometheus): Promise<boolean> {
  const one = async (expr: string) => (await prometheus.query(expr))[0]?.value ?? Number.NaN;
  const application = await one('count({job="gallery-api"})');
  const all = await one("prometheus_tsdb_head_series");
  const scraped = await one("sum(scrape_samples_post_metric_relabeling)");
  const before = await one('sum(scrape_samples_scraped{job="gallery-api"})');
  const memory = (await one('process_resident_memory_bytes{job="prometheus"}')) / 1024 ** 2;
  const [slowest] = await prometheus.query("topk(1, prometheus_rule_group_last_duration_seconds)");
  const group = (slowest?.metric.rule_group ?? "").split(";").at(-1);
  const verdicts = [
    verdict("series of the application", application, 0, targets.applicationSeries),
    verdict("memory of Prometheus (MiB)", memory, 0, targets.memoryMib),
    verdict(`slowest rule group, ${group} (s)`, slowest?.value ?? Number.NaN, 4, targets.groupSeconds),
  ];
  row("series the application exports, before any is dropped", before, 0);
  row("series in all, Prometheus' own and those of rules included", all, 0);
  row(
    `samples a second, at one scrape every ${productionIntervalSeconds} s`,
    scraped / productionIntervalSeconds,
    1,
  );
  console.log(
    "\nNot counted, because only a cluster has them: kubelet, node-exporter, kube-state-metrics. Long windows have\nlittle history here: the rules over days read one series each.",
  );
  return verdicts.every(Boolean);
}

const row = (what: string, value: number, digits: number, target = "") =>
  console.log(`${what.padEnd(60)} ${value.toFixed(digits).padStart(9)}   ${target}`);

function verdict(what: string, value: number, digits: number, limit: number): boolean {
  const reached = value < limit;
  row(what, value, digits, `target: under ${limit}   ${reached ? "reached" : "MISSED"}`);
  return reached;
}
