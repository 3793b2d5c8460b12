/** Panels on service level objectives, for the gallery and for other applications. */
import type { Recorded } from "../rules/recorded";
import type { Panel } from "./spec";

/** Whose series a panel shows. */
export interface Shown {
  readonly recorded: Recorded;
  /** Builds the query of a recorded series. */
  readonly select: (series: string) => string;
  /** Builds the divisor for a ratio: the share of requests that the objective does not cover. */
  readonly divideByBudget: (objective: string) => string;
  /** Builds the name of a line. */
  readonly legend: (line: string) => string;
}

type Objective = "availability" | "latency";

/** Builds the panel of how fast the budget burns. @param alerts the alert whose threshold it draws, first */
export function buildBurnRatePanel(what: Objective, shown: Shown, alerts: readonly string[]): Panel {
  const { recorded, select, divideByBudget, legend } = shown;
  const bad = what === "availability" ? recorded.errors : recorded.slow;
  return {
    title: `How fast does the budget for ${what} burn?`,
    description:
      "1: the budget lasts exactly 30 days. Above the line for an hour: the budget lasts two days, and a critical alert fires. Alerts also require a high rate in a short window.",
    queries: ["5m", "1h", "6h", "3d"].map((window) => ({
      expr: `${select(`${bad}:ratio_rate${window}`)} / ${divideByBudget(`${recorded[what]}:objective`)}`,
      legend: legend(window),
    })),
    unit: "short",
    threshold: { value: 14.4 },
    alerts,
  };
}

/** Builds the panel of the remaining budget. */
export function buildBudgetPanel(what: Objective, { recorded, select, legend }: Shown): Panel {
  return {
    title: `How much of the budget for ${what} is left?`,
    description: "Over the last 30 days, or all days with data. Below zero, the objective is missed.",
    queries: [{ expr: select(`${recorded[what]}:budget_left30d`), legend: legend(what) }],
    unit: "percentunit",
    shows: "numbers",
    threshold: { value: 0, below: true },
    span: 8,
  };
}
