/** Rules on the service level objectives of one application: recorded ratios and budgets, and the alerts on burn rates. */
import type { DashboardName } from "../dashboards/names";
import { budgetOf, buildBurnCondition, pages, tickets, windows } from "./burn-rate";
import { buildErrorRate, buildFastRate, buildRate, buildTimedRate, type Requests } from "./indicators";
import type { Recorded } from "./recorded";
import type { Alert, Objectives, Recording, Rule } from "./rule";
import { scaleWindow, type Timing } from "./timing";

/** An application with objectives, and how its series, alerts and messages name it. */
export interface Subject {
  readonly requests: Requests;
  readonly objectives: Objectives;
  readonly recorded: Recorded;
  /**
   * The label of all its series.
   *
   * @default the series have no label
   */
  readonly job?: string;
  /** First part of the names of the alerts on errors and on slow requests. */
  readonly alerts: { readonly errors: string; readonly slow: string };
  /** What the messages call all requests, and those with a latency objective. */
  readonly nouns: { readonly all: string; readonly timed: string };
  readonly dashboard: DashboardName;
}

/**
 * Builds the rules. All windows are averages of five-minute rates that are summed first, so they are weighted by requests, and a
 * query over 30 days reads two series instead of hundreds.
 */
export function buildObjectiveRules(subject: Subject, timing: Timing): readonly Rule[] {
  const { requests, objectives, recorded } = subject;
  const { all, errors, timed, slow, availability, latency } = recorded;
  const fiveMinutes = scaleWindow("5m", timing);
  const select = createSelect(subject);
  const fast = buildFastRate(requests, objectives.latencySeconds, fiveMinutes);
  return [
    { record: `${all}:rate5m`, expr: buildRate(requests, fiveMinutes) },
    {
      record: `${errors}:rate5m`,
      expr: `${buildErrorRate(requests, fiveMinutes)} or 0 * ${select(`${all}:rate5m`)}`,
    },
    { record: `${timed}:rate5m`, expr: buildTimedRate(requests, fiveMinutes) },
    { record: `${slow}:rate5m`, expr: `${select(`${timed}:rate5m`)} - ${fast}` },
    ...recordRatios(errors, all, select, timing),
    ...recordRatios(slow, timed, select, timing),
    { record: `${availability}:objective`, expr: `vector(${objectives.availability})` },
    { record: `${latency}:objective`, expr: `vector(${objectives.latency})` },
    recordRemainingBudget(availability, [errors, all], objectives.availability, select, timing),
    recordRemainingBudget(latency, [slow, timed], objectives.latency, select, timing),
    ...alertOnErrors(subject, select),
    ...alertOnSlowRequests(subject, select),
  ];
}

type Select = (series: string) => string;

/** Selects the series of one application. */
const createSelect =
  ({ job }: Subject): Select =>
  (series) =>
    job === undefined ? series : `${series}{job="${job}"}`;

function alertOnErrors({ objectives, recorded, alerts, nouns, dashboard }: Subject, select: Select): Alert[] {
  const { availability } = objectives;
  const ratio = (range: string) => select(`${recorded.errors}:ratio_rate${range}`);
  return [
    {
      alert: `${alerts.errors}BurnBudgetFast`,
      expr: buildBurnCondition(pages, ratio, availability),
      severity: "critical",
      summary: `{{ $value | humanizePercentage }} of the ${nouns.all} fail: users see errors now.`,
      dashboard,
    },
    {
      alert: `${alerts.errors}BurnBudgetSlowly`,
      expr: buildBurnCondition(tickets, ratio, availability),
      for: "1h",
      severity: "warning",
      summary: `{{ $value | humanizePercentage }} of the ${nouns.all} have failed for days: more than the objective allows (${formatPercent(1 - availability)}).`,
      dashboard,
    },
  ];
}

function alertOnSlowRequests(
  { objectives, recorded, alerts, nouns, dashboard }: Subject,
  select: Select,
): Alert[] {
  const { latency, latencySeconds } = objectives;
  const ratio = (range: string) => select(`${recorded.slow}:ratio_rate${range}`);
  return [
    {
      alert: `${alerts.slow}BurnBudgetFast`,
      expr: buildBurnCondition(pages, ratio, latency),
      severity: "critical",
      summary: `{{ $value | humanizePercentage }} of the ${nouns.timed} take longer than ${latencySeconds} s: users wait now.`,
      dashboard,
    },
    {
      alert: `${alerts.slow}BurnBudgetSlowly`,
      expr: buildBurnCondition(tickets, ratio, latency),
      for: "1h",
      severity: "warning",
      summary: `{{ $value | humanizePercentage }} of the ${nouns.timed} have taken longer than ${latencySeconds} s for days: more than the objective allows (${formatPercent(1 - latency)}).`,
      dashboard,
    },
  ];
}

function recordRatios(bad: string, all: string, select: Select, timing: Timing): Recording[] {
  return windows.map((range, index) => ({
    record: `${bad}:ratio_rate${range}`,
    expr:
      index === 0
        ? `${select(`${bad}:rate5m`)} / ${select(`${all}:rate5m`)}`
        : divideAverages([bad, all], scaleWindow(range, timing), select),
  }));
}

/** Records the remaining error budget. 1: unused; 0: exhausted; negative: the objective was missed over the last 30 days. */
function recordRemainingBudget(
  name: string,
  [bad, all]: readonly [string, string],
  target: number,
  select: Select,
  timing: Timing,
): Recording {
  return {
    record: `${name}:budget_left30d`,
    expr: `1 - (${divideAverages([bad, all], scaleWindow("30d", timing), select)}) / ${budgetOf(target)}`,
  };
}

const divideAverages = ([bad, all]: readonly [string, string], range: string, select: Select): string =>
  [bad, all].map((name) => `avg_over_time(${select(`${name}:rate5m`)}[${range}])`).join(" / ");

const formatPercent = (ratio: number) => `${Number((ratio * 100).toFixed(4))} %`;
