import { buildBurnCondition, pages, tickets, windows } from "./burn-rate";
import type { Recording, RuleGroup, RuleOptions } from "./rule";
import { scaleWindow, type Timing } from "./timing";

const duration = "gallery_http_request_duration_seconds";
/** Selects requests of users, without the probes of the load balancer and the kubelet. */
export const requests = 'job=~"gallery-.+",route!~"/healthz|/readyz"';
/** Selects reads. Uploads have no latency objective, because their duration depends on the size of the photo. */
const reads = `${requests},method="GET"`;

/** Formats the bound of a histogram bucket as Prometheus 3 does: 0.5, but 1.0. */
export const formatBound = (seconds: number): string =>
  Number.isInteger(seconds) ? `${seconds}.0` : String(seconds);

/**
 * Rules on the service level objectives. All windows are averages of five-minute rates that are summed first, so they are
 * weighted by requests, and a query over 30 days reads two series instead of hundreds.
 */
export function slo({ objectives, timing }: RuleOptions): RuleGroup {
  const { availability, latency, latencySeconds } = objectives;
  const fiveMinutes = scaleWindow("5m", timing);
  return {
    name: "gallery-slo",
    rules: [
      {
        record: "gallery:requests:rate5m",
        expr: `sum(rate(${duration}_count{${requests}}[${fiveMinutes}]))`,
      },
      {
        record: "gallery:request_errors:rate5m",
        expr: `sum(rate(${duration}_count{${requests},status=~"5.."}[${fiveMinutes}])) or 0 * gallery:requests:rate5m`,
      },
      { record: "gallery:reads:rate5m", expr: `sum(rate(${duration}_count{${reads}}[${fiveMinutes}]))` },
      {
        record: "gallery:slow_reads:rate5m",
        expr: `gallery:reads:rate5m - sum(rate(${duration}_bucket{${reads},le="${formatBound(latencySeconds)}"}[${fiveMinutes}]))`,
      },
      ...recordRatios("gallery:request_errors", "gallery:requests", timing),
      ...recordRatios("gallery:slow_reads", "gallery:reads", timing),
      { record: "gallery:availability:objective", expr: `vector(${availability})` },
      { record: "gallery:latency:objective", expr: `vector(${latency})` },
      recordRemainingBudget(
        "gallery:availability",
        "gallery:request_errors",
        "gallery:requests",
        availability,
        timing,
      ),
      recordRemainingBudget("gallery:latency", "gallery:slow_reads", "gallery:reads", latency, timing),
      {
        alert: "GalleryErrorsBurnBudgetFast",
        expr: buildBurnCondition(pages, nameErrorRatio, availability),
        severity: "critical",
        summary:
          "{{ $value | humanizePercentage }} of the requests to the gallery fail: users see errors now.",
        dashboard: "slo",
      },
      {
        alert: "GalleryErrorsBurnBudgetSlowly",
        expr: buildBurnCondition(tickets, nameErrorRatio, availability),
        for: "1h",
        severity: "warning",
        summary: `{{ $value | humanizePercentage }} of the requests to the gallery have failed for days: more than the objective allows (${formatPercent(1 - availability)}).`,
        dashboard: "slo",
      },
      {
        alert: "GallerySlowReadsBurnBudgetFast",
        expr: buildBurnCondition(pages, nameSlowRatio, latency),
        severity: "critical",
        summary: `{{ $value | humanizePercentage }} of the reads take longer than ${latencySeconds} s: users wait now.`,
        dashboard: "slo",
      },
      {
        alert: "GallerySlowReadsBurnBudgetSlowly",
        expr: buildBurnCondition(tickets, nameSlowRatio, latency),
        for: "1h",
        severity: "warning",
        summary: `{{ $value | humanizePercentage }} of the reads have taken longer than ${latencySeconds} s for days: more than the objective allows (${formatPercent(1 - latency)}).`,
        dashboard: "slo",
      },
    ],
  };
}

const nameErrorRatio = (range: string) => `gallery:request_errors:ratio_rate${range}`;
const nameSlowRatio = (range: string) => `gallery:slow_reads:ratio_rate${range}`;

function recordRatios(bad: string, all: string, timing: Timing): Recording[] {
  return windows.map((range, index) => ({
    record: `${bad}:ratio_rate${range}`,
    expr:
      index === 0
        ? `${bad}:rate5m / ${all}:rate5m`
        : `avg_over_time(${bad}:rate5m[${scaleWindow(range, timing)}]) / avg_over_time(${all}:rate5m[${scaleWindow(range, timing)}])`,
  }));
}

/** Records the remaining error budget. 1: unused; 0: exhausted; negative: the objective was missed over the last 30 days. */
function recordRemainingBudget(
  name: string,
  bad: string,
  all: string,
  target: number,
  timing: Timing,
): Recording {
  const range = scaleWindow("30d", timing);
  const budget = Number((1 - target).toFixed(6));
  return {
    record: `${name}:budget_left30d`,
    expr: `1 - (avg_over_time(${bad}:rate5m[${range}]) / avg_over_time(${all}:rate5m[${range}])) / ${budget}`,
  };
}

const formatPercent = (ratio: number) => `${Number((ratio * 100).toFixed(4))} %`;
