/** The queries in the runbooks, checked by promtool and against the exported metrics and the scraped jobs. */
import { buildRuleGroups } from "../../../../k8s/monitoring/rules";
import { linesFor } from "../../../docs/commands/lines";
import { galleryMetrics, others } from "../exported";
import { metricsOf } from "../promql";
import { options } from "./options";
import { promtool } from "./promtool";

const withPrometheus = process.env.GROUNDWORK_NO_PROMETHEUS ? test.skip : test;
const texts = [...new Set(linesFor("promql").map(({ text }) => text))];
const check = (expr: string) =>
  promtool(["check", "rules", "rules.yaml"], {
    "rules.yaml": { groups: [{ name: "runbooks", rules: [{ record: "runbook", expr }] }] },
  });

withPrometheus.each(texts)("promtool accepts %s", async (expr) => {
  const { ok, said } = await check(expr);
  expect(ok ? "" : said).toBe("");
});

withPrometheus("promtool rejects a query with a mistake", async () => {
  expect((await check("topk(10, count by (__name__) ({}))")).ok).toBe(false);
});

test.each(texts)("%s queries exported metrics", async (expr) => {
  const known = new Set([...(await galleryMetrics()), ...Object.values(others).flat()]);
  // A selector by name alone, for all metrics, has no name to check.
  const all = /\{__name__=~"\.\+"\}/g;
  expect(metricsOf(expr.replaceAll(all, "up")).filter((name) => !known.has(name))).toEqual([]);
});

test.each(texts.filter((text) => text.includes("job=")))("%s names a job that an alert watches", (expr) => {
  const job = /job="([^"]+)"/.exec(expr)?.[1] ?? "";
  const watched = buildRuleGroups(options).flatMap(({ rules }) => rules.map((rule) => rule.expr));
  const patterns = watched.flatMap((each) =>
    [...each.matchAll(/job=~?"([^"]+)"/g)].map(([, name = ""]) => name),
  );
  expect(patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(job))).toBe(true);
});
