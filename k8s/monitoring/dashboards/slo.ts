import { ofGallery as recorded } from "../rules/recorded";
import { buildBudgetPanel, buildBurnRatePanel, type Shown } from "./objectives";
import type { DashboardSpec } from "./spec";

const shown: Shown = {
  recorded,
  select: (series) => series,
  divideByBudget: (objective) => `scalar(1 - ${objective})`,
  legend: (line) => line,
};

export const slo: DashboardSpec = {
  name: "slo",
  title: "Objectives",
  description: "Does the gallery meet its objectives, and how long does the error budget last?",
  panels: [
    buildBudgetPanel("availability", shown),
    buildBudgetPanel("latency", shown),
    {
      title: "What are the objectives?",
      description:
        "Required share of requests without a server error, and of reads that are fast enough (settings slo*).",
      queries: [
        { expr: `${recorded.availability}:objective`, legend: "availability" },
        { expr: `${recorded.latency}:objective`, legend: "latency" },
      ],
      unit: "percentunit",
      shows: "numbers",
      span: 8,
    },
    buildBurnRatePanel("availability", shown, [
      "GalleryErrorsBurnBudgetFast",
      "GalleryErrorsBurnBudgetSlowly",
    ]),
    buildBurnRatePanel("latency", shown, [
      "GallerySlowReadsBurnBudgetFast",
      "GallerySlowReadsBurnBudgetSlowly",
    ]),
    {
      title: "How many requests fail?",
      description: "Requests per second, and those with a server error.",
      queries: [
        { expr: `${recorded.all}:rate5m`, legend: "all" },
        { expr: `${recorded.errors}:rate5m`, legend: "failed" },
      ],
      unit: "reqps",
    },
    {
      title: "How many reads are slow?",
      description: "Reads per second, and those that took longer than the objective allows.",
      queries: [
        { expr: `${recorded.timed}:rate5m`, legend: "all" },
        { expr: `${recorded.slow}:rate5m`, legend: "slow" },
      ],
      unit: "reqps",
    },
  ],
};
