import { burning, pages, tickets, windows } from "./burn-rate";
import type { Recording, RuleGroup, RuleOptions } from "./rule";
import { type Timing, window } from "./timing";

const duration = "gallery_http_request_duration_seconds";
/** What people ask for; the load balancer's and the kubelet's own questions do not count. */
export const requests = 'job=~"gallery-.+",route!~"/healthz|/readyz"';
/** Reads: an upload takes as long as the photo is large, so no promise is made about it. */
export const reads = `${requests},method="GET"`;

/** How Prometheus 3 writes a bucket's bound, whatever the application wrote: 0.5, but 1.0. */
export const bound = (seconds: number): string =>
  Number.isInteger(seconds) ? `${seconds}.0` : String(seconds);

/**
 * What was promised to users, and how fast the promise is being broken. All windows are averages of the five-minute
 * rates, summed up first: weighted by requests, and a query over 30 days reads two series instead of hundreds.
 */
export function slo({ objectives, timing }: RuleOptions): RuleGroup {
  const { availability, latency, latencySeconds } = objectives;
  const five = window("5m", timing);
  return {
    name: "gallery-slo",
    rules: [
      {
        record: "gallery:requests:rate5m",
        expr: `sum(rate(${duration}_count{${requests}}[${five}]))`,
      },
      {
        record: "gallery:request_errors:rate5m",
        expr: `sum(rate(${duration}_count{${requests},status=~"5.."}[${five}])) or 0 * gallery:requests:rate5m`,
      },
      { record: "gallery:reads:rate5m", expr: `sum(rate(${duration}_count{${reads}}[${five}]))` },
      {
        record: "gallery:slow_reads:rate5m",
        expr: `gallery:reads:rate5m - sum(rate(${duration}_bucket{${reads},le="${bound(latencySeconds)}"}[${five}]))`,
      },
      ...ratios("gallery:request_errors", "gallery:requests", timing),
      ...ratios("gallery:slow_reads", "gallery:reads", timing),
      { record: "gallery:availability:objective", expr: `vector(${availability})` },
      { record: "gallery:latency:objective", expr: `vector(${latency})` },
      budgetLeft("gallery:availability", "gallery:request_errors", "gallery:requests", availability, timing),
      budgetLeft("gallery:latency", "gallery:slow_reads", "gallery:reads", latency, timing),
      {
        alert: "GalleryErrorsBurnBudgetFast",
        expr: burning(pages, errorRatio, availability),
        severity: "critical",
        summary:
          "{{ $value | humanizePercentage }} of the requests to the gallery fail: people see errors now.",
        dashboard: "slo",
      },
      {
        alert: "GalleryErrorsBurnBudgetSlowly",
        expr: burning(tickets, errorRatio, availability),
        for: "1h",
        severity: "warning",
        summary: `{{ $value | humanizePercentage }} of the requests to the gallery have failed for days: more than was promised (${percent(1 - availability)}).`,
        dashboard: "slo",
      },
      {
        alert: "GallerySlowReadsBurnBudgetFast",
        expr: burning(pages, slowRatio, latency),
        severity: "critical",
        summary: `{{ $value | humanizePercentage }} of the reads take longer than ${latencySeconds} s: people wait now.`,
        dashboard: "slo",
      },
      {
        alert: "GallerySlowReadsBurnBudgetSlowly",
        expr: burning(tickets, slowRatio, latency),
        for: "1h",
        severity: "warning",
        summary: `{{ $value | humanizePercentage }} of the reads have taken longer than ${latencySeconds} s for days: more than was promised (${percent(1 - latency)}).`,
        dashboard: "slo",
      },
    ],
  };
}

const errorRatio = (range: string) => `gallery:request_errors:ratio_rate${range}`;
const slowRatio = (range: string) => `gallery:slow_reads:ratio_rate${range}`;

function ratios(bad: string, all: string, timing: Timing): Recording[] {
  return windows.map((range, index) => ({
    record: `${bad}:ratio_rate${range}`,
    expr:
      index === 0
        ? `${bad}:rate5m / ${all}:rate5m`
        : `avg_over_time(${bad}:rate5m[${window(range, timing)}]) / avg_over_time(${all}:rate5m[${window(range, timing)}])`,
  }));
}

/** 1: nothing used; 0: used up; below: the promise of the last 30 days is broken. */
function budgetLeft(name: string, bad: string, all: string, target: number, timing: Timing): Recording {
  const range = window("30d", timing);
  const budget = Number((1 - target).toFixed(6));
  return {
    record: `${name}:budget_left30d`,
    expr: `1 - (avg_over_time(${bad}:rate5m[${range}]) / avg_over_time(${all}:rate5m[${range}])) / ${budget}`,
  };
}

const percent = (share: number) => `${Number((share * 100).toFixed(4))} %`;
