import type { DashboardSpec, Panel } from "./spec";

const createBurnRatePanel = (what: string, bad: string, alerts: string[]): Panel => ({
  title: `How fast does the budget for ${what} burn?`,
  description:
    "1: it lasts exactly 30 days. Over an hour above the line: used up in two days, and somebody is woken. Alerts look at a short window as well.",
  queries: ["5m", "1h", "6h", "3d"].map((window) => ({
    expr: `${bad}:ratio_rate${window} / scalar(1 - gallery:${what}:objective)`,
    legend: window,
  })),
  unit: "short",
  threshold: { value: 14.4 },
  alerts,
});

const createBudgetPanel = (what: string): Panel => ({
  title: `How much of the budget for ${what} is left?`,
  description: "Of the last 30 days, or of as many as there are. Below zero the promise is broken.",
  queries: [{ expr: `gallery:${what}:budget_left30d`, legend: what }],
  unit: "percentunit",
  shows: "numbers",
  threshold: { value: 0, below: true },
  span: 8,
});

export const slo: DashboardSpec = {
  name: "slo",
  title: "Objectives",
  description: "Do we keep what was promised to users, and for how long can it go on like this?",
  panels: [
    createBudgetPanel("availability"),
    createBudgetPanel("latency"),
    {
      title: "What was promised?",
      description:
        "Share of requests without a server's error, and of reads that are fast enough (settings slo*).",
      queries: [
        { expr: "gallery:availability:objective", legend: "availability" },
        { expr: "gallery:latency:objective", legend: "latency" },
      ],
      unit: "percentunit",
      shows: "numbers",
      span: 8,
    },
    createBurnRatePanel("availability", "gallery:request_errors", [
      "GalleryErrorsBurnBudgetFast",
      "GalleryErrorsBurnBudgetSlowly",
    ]),
    createBurnRatePanel("latency", "gallery:slow_reads", [
      "GallerySlowReadsBurnBudgetFast",
      "GallerySlowReadsBurnBudgetSlowly",
    ]),
    {
      title: "How many requests fail?",
      description: "Requests a second, and those of them that end with a server's error.",
      queries: [
        { expr: "gallery:requests:rate5m", legend: "all" },
        { expr: "gallery:request_errors:rate5m", legend: "failed" },
      ],
      unit: "reqps",
    },
    {
      title: "How many reads are slow?",
      description: "Reads a second, and those of them that took longer than promised.",
      queries: [
        { expr: "gallery:reads:rate5m", legend: "all" },
        { expr: "gallery:slow_reads:rate5m", legend: "slow" },
      ],
      unit: "reqps",
    },
  ],
};
