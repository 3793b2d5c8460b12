import { formatRows, listFailures } from "../../scenarios/table";
import type { LoadResult } from "./load";
import type { Bar, Scenario } from "./scenarios";

/** The result of one scenario. */
export interface Outcome {
  readonly scenario: Pick<Scenario, "name">;
  readonly load: LoadResult;
  readonly bar: Bar;
  /** Seconds from the beginning of the change to its end. */
  readonly changeSeconds: number;
  /** Why the scenario did not end. */
  readonly error?: string;
}

/** Whether the failures are within the bar, and enough requests were sent. */
export function hasPassed({ load, bar, error }: Outcome, atLeast: number): boolean {
  return (
    error === undefined && load.requests >= atLeast && load.failed >= bar.least && load.failed <= bar.most
  );
}

/** Formats the outcomes as a table, with the failures of each outcome below it. */
export function formatTable(outcomes: readonly Outcome[], atLeast: number): string[] {
  const head = ["", "scenario", "requests", "failed", "allowed", "seconds"];
  const rows = outcomes.map((outcome) => {
    const { scenario, load, bar, changeSeconds, error } = outcome;
    return {
      cells: [
        hasPassed(outcome, atLeast) ? "ok" : "FAILED",
        scenario.name,
        String(load.requests),
        String(load.failed),
        formatBar(bar),
        changeSeconds.toFixed(0),
      ],
      below: [...listFailures(load.failures), ...(error ? [error] : [])],
    };
  });
  return formatRows(head, rows, [0, 1]);
}

function formatBar({ least, most }: Bar): string {
  if (most === Number.POSITIVE_INFINITY) return `${least} or more`;
  return least === most ? String(most) : `${least} to ${most}`;
}
