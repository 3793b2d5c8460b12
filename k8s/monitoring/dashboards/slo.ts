import type { DashboardSpec, Panel } from "./spec";

const createBurnRatePanel = (what: string, bad: string, alerts: string[]): Panel => ({
  title: `How fast does the budget for ${what} burn?`,
  description:
    "1: the budget lasts exactly 30 days. Above the line for an hour: the budget lasts two days, and a critical alert fires. Alerts also require a high rate in a short window.",
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
  description: "Over the last 30 days, or all days with data. Below zero, the objective is missed.",
  queries: [{ expr: `gallery:${what}:budget_left30d`, legend: what }],
  unit: "percentunit",
  shows: "numbers",
  threshold: { value: 0, below: true },
  span: 8,
});

export const slo: DashboardSpec = {
  name: "slo",
  title: "Objectives",
  description: "Does the gallery meet its objectives, and how long does the error budget last?",
  panels: [
    createBudgetPanel("availability"),
    createBudgetPanel("latency"),
    {
      title: "What are the objectives?",
      description:
        "Required share of requests without a server error, and of reads that are fast enough (settings slo*).",
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
      description: "Requests per second, and those with a server error.",
      queries: [
        { expr: "gallery:requests:rate5m", legend: "all" },
        { expr: "gallery:request_errors:rate5m", legend: "failed" },
      ],
      unit: "reqps",
    },
    {
      title: "How many reads are slow?",
      description: "Reads per second, and those that took longer than the objective allows.",
      queries: [
        { expr: "gallery:reads:rate5m", legend: "all" },
        { expr: "gallery:slow_reads:rate5m", legend: "slow" },
      ],
      unit: "reqps",
    },
  ],
};
