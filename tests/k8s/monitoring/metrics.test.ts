import { dashboards } from "../../../k8s/monitoring/dashboards";
import { buildRuleGroups } from "../../../k8s/monitoring/rules";
import { isAlert } from "../../../k8s/monitoring/rules/rule";
import { galleryMetrics, others } from "./exported";
import { options } from "./prometheus/options";
import { metricsOf } from "./promql";

const rules = buildRuleGroups(options).flatMap((group) => group.rules);
const recorded = rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));
const queries = dashboards.flatMap(({ title, panels }) =>
  panels.flatMap((panel) =>
    "metric" in panel.queries
      ? []
      : panel.queries.map(({ expr }) => ({ name: `${title}: ${panel.title}`, expr })),
  ),
);
const everything = [
  ...rules.map((rule) => ({ name: isAlert(rule) ? rule.alert : rule.record, expr: rule.expr })),
  ...queries,
];

test.each(everything)("$name queries only exported metrics", async ({ expr }) => {
  const known = new Set([...(await galleryMetrics()), ...Object.values(others).flat(), ...recorded]);
  expect(metricsOf(expr).filter((name) => !known.has(name))).toEqual([]);
});

/** Stored without a rule or panel: metrics that an engineer queries by hand to find a cause. */
const forSearches = [
  "gallery_database_pool_idle_connections",
  "gallery_database_read_retries_total",
  "gallery_spans_ended_total",
  "gallery_spans_exported_total",
  "gallery_swept_objects_total",
  "gallery_thumbnails_total",
  "nodejs_heap_size_used_bytes",
  "nodejs_version_info",
  "process_cpu_seconds_total",
  "process_start_time_seconds",
];

test("only the gallery's metrics that a rule, a panel or a diagnosis needs are stored", async () => {
  const used = new Set([...everything.flatMap(({ expr }) => metricsOf(expr)), ...forSearches]);
  expect((await galleryMetrics()).filter((name) => !used.has(name))).toEqual([]);
});

test("a metric that the scrape drops counts as not exported", async () => {
  const known = await galleryMetrics();
  expect(known).toContain("gallery_http_request_duration_seconds_bucket");
  expect(known).not.toContain("gallery_http_request_duration_seconds_sum");
});

test("every recorded series is used by an alert or a dashboard", () => {
  const used = new Set(everything.flatMap(({ expr }) => metricsOf(expr)));
  expect(recorded.filter((name) => !used.has(name))).toEqual([]);
});

test("a rule sees only earlier recordings: groups run independently, rules in order", () => {
  for (const { rules } of buildRuleGroups(options)) {
    const own = new Set(rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record])));
    const done = new Set<string>();
    for (const rule of rules) {
      expect(metricsOf(rule.expr).filter((name) => own.has(name) && !done.has(name))).toEqual([]);
      if (!isAlert(rule)) done.add(rule.record);
    }
  }
});

test("a metric that is not exported and an invalid expression are reported", () => {
  expect(metricsOf('sum(rate(gallery_invented_total{job="a"}[5m])) / up')).toEqual([
    "gallery_invented_total",
    "up",
  ]);
  expect(() => metricsOf("sum(rate(up[5m])")).toThrow(/invalid PromQL/);
  expect(() => metricsOf('{job="a"}')).toThrow(/without a metric name/);
});
