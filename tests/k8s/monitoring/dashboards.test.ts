import { databaseAlarms } from "../../../infra/database-alarms";
import { buildDashboardFiles, dashboards } from "../../../k8s/monitoring/dashboards";
import { dashboardNames } from "../../../k8s/monitoring/dashboards/names";
import { buildRuleGroups } from "../../../k8s/monitoring/rules";
import { isAlert } from "../../../k8s/monitoring/rules/rule";
import { storedRequests } from "../../../k8s/telemetry/stored-requests";
import { options } from "./prometheus/options";
import { metricsOf } from "./promql";

interface DashboardJson {
  templating: { list?: { name: string; query: string; current: { value: string } }[] };
  uid: string;
  title: string;
  panels: {
    title: string;
    type: string;
    fieldConfig: { defaults: { unit?: string } };
    targets: object[];
    links: { url?: string }[];
    gridPos: { w: number; x: number };
  }[];
}
/** A query of Prometheus. */
interface PrometheusTarget {
  readonly expr?: string;
  readonly exemplar?: boolean;
}
const runbooks = "https://example.com/runbooks";
const files = buildDashboardFiles(runbooks, true, ["orders", "shop"], true, true).map(({ name, json }) => ({
  name,
  dashboard: JSON.parse(json) as DashboardJson,
}));
const alerts = buildRuleGroups(options).flatMap(({ rules }) => rules.filter(isAlert));
const panels = dashboards.flatMap(({ title, panels }) =>
  panels.map((panel) => ({ name: `${title}: ${panel.title}`, panel })),
);

test("every dashboard that an alert links to exists, under the address in the alert", () => {
  expect(files.map(({ dashboard }) => dashboard.uid).sort()).toEqual(
    [...dashboardNames, "applications", "releases", "telemetry"].map((name) => `groundwork-${name}`).sort(),
  );
});

test.each(files)(
  "$name: every panel asks one question, has a unit and fits into the grid",
  ({ dashboard }) => {
    expect(dashboard.panels.length).toBeGreaterThan(3);
    for (const panel of dashboard.panels) {
      expect(panel.title).toMatch(/\?$/);
      expect(panel.fieldConfig.defaults.unit).toBeTruthy();
      expect(panel.targets.length).toBeGreaterThan(0);
      expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(24);
    }
  },
);

/** The thresholds of alerts and CloudWatch alarms that a panel can draw. */
function limitsOf(name: string): number[] {
  const alert = alerts.find((each) => each.alert === name);
  const alarm = databaseAlarms(100).find(({ runbook }) => runbook === name);
  if (alert === undefined) return alarm === undefined ? [] : [alarm.threshold];
  const limits = [...alert.expr.matchAll(/(?:<|>|>=|==) (\d+(?:\.\d+)?)/g)].map(([, limit]) => Number(limit));
  // An alert that compares two series has no threshold; the panel draws their quotient, and its line at 1.
  if (limits.length === 0) return [1];
  // Burn rates are multiples of the objective.
  if (name.startsWith("GalleryErrorsBurn")) return limits.map((limit) => limit / 0.001);
  if (name.startsWith("GallerySlowReadsBurn")) return limits.map((limit) => limit / 0.01);
  // The first of the applications.
  if (name.startsWith("ApplicationErrorsBurn")) return limits.map((limit) => limit / 0.005);
  if (name.startsWith("ApplicationSlowRequestsBurn")) return limits.map((limit) => limit / 0.05);
  // Conditions on whole numbers (a node that is not ready, a waiting query) are drawn at the next whole number.
  return limits.flatMap((limit) => (Number.isInteger(limit) ? [limit, limit + 1] : [limit]));
}

test.each(panels.filter(({ panel }) => panel.threshold && panel.alerts))(
  "$name draws its threshold where its first alert fires",
  ({ panel }) => {
    const limits = limitsOf(panel.alerts?.[0] ?? "").map((limit) => limit.toFixed(4));
    expect(limits).toContain(panel.threshold?.value.toFixed(4));
  },
);

test("a threshold without an alert marks an objective or a limit of Prometheus", () => {
  const unwatched = panels.filter(({ panel }) => panel.threshold && !panel.alerts).map(({ name }) => name);
  expect(unwatched).toEqual([
    "Objectives: How much of the budget for availability is left?",
    "Objectives: How much of the budget for latency is left?",
    "Monitoring: How long do the rules take?",
    "Applications: How much of the budget for availability is left?",
    "Applications: How much of the budget for latency is left?",
  ]);
});

test("a panel without a threshold has no alert with a value to draw", () => {
  const without = panels.filter(({ panel }) => !panel.threshold).flatMap(({ panel }) => panel.alerts ?? []);
  expect(without.sort()).toEqual([
    // They predict, are true or false, or fire above zero.
    "ApplicationUnmeasured",
    "DatabaseStorageLow",
    "NodeDiskFillingUp",
    "ReleaseControllerFailing",
    "RolloutStuck",
    "RulesFailing",
    "SeveralVersionsRunning",
    "TelemetryDropped",
    "VolumeFillingUp",
  ]);
});

test("the dashboard of releases exists only with releases step by step", () => {
  expect(buildDashboardFiles(runbooks).map(({ name }) => name)).not.toContain("releases");
  expect(buildDashboardFiles(runbooks, true, [], true).map(({ name }) => name)).toContain("releases");
  expect(buildDashboardFiles(runbooks).map(({ name }) => name)).not.toContain("telemetry");
  expect(buildDashboardFiles(runbooks, true, [], false, true).map(({ name }) => name)).toContain("telemetry");
});

test("the dashboard of applications exists only with applications, and can be limited to some of them", () => {
  expect(buildDashboardFiles(runbooks).map(({ name }) => name)).not.toContain("applications");
  expect(buildDashboardFiles(runbooks, false, ["orders"]).map(({ name }) => name)).toContain("applications");
  const { dashboard } = files.find(({ name }) => name === "applications") ?? {};
  expect(dashboard?.templating.list).toMatchObject([
    { name: "application", query: "orders,shop", current: { value: "$__all" } },
  ]);
  for (const { title, targets } of dashboard?.panels ?? [])
    expect([title, JSON.stringify(targets)]).toEqual([title, expect.stringContaining("$application")]);
  expect(files.filter(({ dashboard: { templating } }) => templating.list?.length)).toHaveLength(1);
});

test("a panel that an alert watches links to the runbook", () => {
  const panel = files
    .find(({ name }) => name === "gallery")
    ?.dashboard.panels.find(({ title }) => title === "What fails?");
  expect(panel?.links.map(({ url }) => url)).toEqual([`${runbooks}/GalleryRouteFailing.md`]);
});

test("panels on failures and durations of routes have exemplars if Jaeger runs, and draw no further series", () => {
  const targetsOf = (hasTraces: boolean) =>
    buildDashboardFiles(runbooks, true, ["orders"], false, true, hasTraces).flatMap(({ name, json }) =>
      (JSON.parse(json) as DashboardJson).panels.flatMap(({ title, targets }) =>
        targets.map((target) => ({ panel: `${name}: ${title}`, ...(target as PrometheusTarget) })),
      ),
    );
  const withPoints = targetsOf(true).filter(({ exemplar }) => exemplar);
  expect(withPoints.map(({ panel }) => panel)).toEqual([
    "gallery: What fails?",
    "gallery: How long does it take?",
    "applications: What fails?",
    "applications: How long does it take?",
  ]);
  for (const { expr = "" } of withPoints) {
    expect(metricsOf(expr)).toContain(`${storedRequests}_bucket`);
    const [, one, other] = /\nor \((\S+) unless (\S+)\)$/.exec(expr) ?? [];
    expect([expr, one]).toEqual([expr, other ?? "nothing"]);
  }
  expect(JSON.stringify(targetsOf(false))).not.toMatch(new RegExp(`exemplar|${storedRequests}`));
});

test("the dashboard of telemetry shows Jaeger only if it runs", () => {
  const telemetry = (hasTraces: boolean) =>
    buildDashboardFiles(runbooks, true, [], false, true, hasTraces).find(({ name }) => name === "telemetry");
  expect(telemetry(true)?.json).toContain("JaegerDown");
  expect(telemetry(false)?.json).not.toContain("Jaeger");
});

test("RDS metrics come from CloudWatch, for every instance", () => {
  const database = files.find(({ name }) => name === "database")?.dashboard;
  const fromAws = JSON.stringify(
    database?.panels.filter(({ targets }) => JSON.stringify(targets).includes("AWS/RDS")),
  );
  for (const metric of ["CPUUtilization", "FreeStorageSpace", "DatabaseConnections", "ReplicaLag"])
    expect(fromAws).toContain(metric);
  expect(fromAws).toContain('"DBInstanceIdentifier":["*"]');
});
