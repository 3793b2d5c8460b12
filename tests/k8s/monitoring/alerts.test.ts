import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nameInUse } from "@groundwork/rehearse/cloud/kubernetes/helm";
import { releaseAdvice } from "@groundwork/state/releases";
import { RUNBOOK as copiesRunbook } from "../../../infra/copies-alarm";
import { databaseAlarms } from "../../../infra/database-alarms";
import { RUNBOOK as deadLettersRunbook } from "../../../infra/dead-letters-alarm";
import { RUNBOOK as endpointRunbook } from "../../../infra/endpoint-alarm";
import { RUNBOOK as restoreTestRunbook } from "../../../infra/restore-test";
import { searchAlarms } from "../../../infra/search-alarms";
import { dashboards } from "../../../k8s/monitoring/dashboards";
import { buildRuleGroups } from "../../../k8s/monitoring/rules";
import { buildBurnCondition, pages } from "../../../k8s/monitoring/rules/burn-rate";
import { isAlert } from "../../../k8s/monitoring/rules/rule";
import { scaleHold, scaleWindow } from "../../../k8s/monitoring/rules/timing";
import { cases } from "./prometheus/cases";
import { groups, options } from "./prometheus/options";

const folder = join(__dirname, "..", "..", "..", "docs", "runbooks");
const alerts = buildRuleGroups(options).flatMap(({ rules }) => rules.filter(isAlert));
/** Several applications have the same alerts, which differ in a label. */
const names = [...new Set(alerts.map(({ alert, labels }) => `${alert} ${labels?.job ?? ""}`))];
const withRunbook = [
  ...new Set(alerts.map(({ alert }) => alert)),
  ...databaseAlarms(100).map(({ runbook }) => runbook),
  ...searchAlarms({ nodes: 3, storageGib: 100 }).map(({ runbook }) => runbook),
  copiesRunbook,
  deadLettersRunbook,
  endpointRunbook,
  restoreTestRunbook,
];
/** Runbooks that an error message names: an update that fails raises no alert. */
const ofErrors = ["HelmReleaseBlocked"];
/** Runbooks for mistakes and for the loss of a region, which no metric shows. docs/on-call.md links to them. */
const ofMistakes = ["KeyDeletionScheduled", "PhotosDeleted", "RegionLost", "RowsDeleted"];
const sections = ["What it means", "How to diagnose it", "First action", "How to confirm recovery"];

describe.each(alerts)("$alert", ({ alert, severity, summary, dashboard }) => {
  test("describes the problem in one sentence, and has a severity", () => {
    expect(["critical", "warning", "none"]).toContain(severity);
    expect(summary).toMatch(/^[A-Z{].{25,200}\.$/);
    expect(summary).not.toContain("\n");
  });

  test("uses only labels that it has", () => {
    const named = [...summary.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
    for (const labels of cases[alert]?.fires.labels ?? [])
      expect(Object.keys(labels)).toEqual(expect.arrayContaining(named));
  });

  test("links to a dashboard with a panel that links back to its runbook", () => {
    const panels = dashboards.find(({ name }) => name === dashboard)?.panels ?? [];
    expect(panels.filter((panel) => panel.alerts?.includes(alert))).not.toEqual([]);
  });
});

test.each([...withRunbook, ...ofErrors, ...ofMistakes])(
  "the runbook of %s has its four sections, none of them empty",
  (alert) => {
    const text = readFileSync(join(folder, `${alert}.md`), "utf8");
    expect(text.startsWith(`# ${alert}\n`)).toBe(true);
    const found = text.split(/^## /m).slice(1);
    expect(found.map((section) => section.split("\n")[0])).toEqual(sections);
    for (const section of found)
      expect(section.split("\n").slice(1).join(" ").trim().length).toBeGreaterThan(20);
  },
);

test("no runbook exists without its alert, its error message or its link for mistakes", () => {
  const files = readdirSync(folder).filter((file) => file !== "README.md");
  const named = [...withRunbook, ...ofErrors, ...ofMistakes];
  expect(files.sort()).toEqual(named.map((name) => `${name}.md`).sort());
  const onCall = readFileSync(join(folder, "..", "on-call.md"), "utf8");
  for (const name of ofMistakes) expect(onCall).toContain(`(runbooks/${name}.md)`);
  for (const name of ofErrors) expect(releaseAdvice(nameInUse, "dev")).toContain(`docs/runbooks/${name}.md`);
});

test("no two alerts have the same name", () => {
  expect(names).toHaveLength(alerts.length);
  expect(new Set(withRunbook).size).toBe(withRunbook.length);
});

test("Prometheus gets severity, summary and both links", () => {
  const rule = groups.flatMap(({ rules }) => rules).find(({ alert }) => alert === "GalleryPartDown");
  expect(rule).toMatchObject({
    for: "2m",
    labels: { severity: "critical" },
    annotations: {
      runbook_url: "https://example.com/docs/runbooks/GalleryPartDown.md",
      dashboard_url: "http://localhost:3000/d/groundwork-gallery",
    },
  });
});

test("burn rates are those of the SRE workbook, times the budget of the objective", () => {
  expect(buildBurnCondition(pages, (range) => `r${range}`, 0.999)).toBe(
    "(r1h > 0.0144 and r5m > 0.0144)\nor\n(r6h > 0.006 and r30m > 0.006)",
  );
});

test("in a cluster, windows and waits are unchanged; in a fast test, they are long enough for several scrapes", () => {
  const real = { speedup: 1, intervalSeconds: 30 };
  const fast = { speedup: 360, intervalSeconds: 1 };
  expect([scaleWindow("5m", real), scaleWindow("3d", real), scaleHold("15m", real)]).toEqual([
    "5m",
    "3d",
    "15m",
  ]);
  expect([scaleWindow("5m", fast), scaleWindow("1h", fast), scaleWindow("6h", fast)]).toEqual([
    "5s",
    "10s",
    "1m",
  ]);
  expect([scaleHold("2m", fast), scaleHold("1h", fast)]).toEqual(["6s", "10s"]);
});
