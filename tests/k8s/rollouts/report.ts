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

/** Formats the outcomes as a table, with a line below each outcome that did not pass. */
export function formatTable(outcomes: readonly Outcome[], atLeast: number): string[] {
  const rows = outcomes.map((outcome) => ({
    result: hasPassed(outcome, atLeast) ? "ok" : "FAILED",
    scenario: outcome.scenario.name,
    requests: String(outcome.load.requests),
    failed: String(outcome.load.failed),
    allowed: formatBar(outcome.bar),
    seconds: outcome.changeSeconds.toFixed(0),
  }));
  const head = {
    result: "",
    scenario: "scenario",
    requests: "requests",
    failed: "failed",
    allowed: "allowed",
    seconds: "seconds",
  };
  const keys = Object.keys(head) as (keyof typeof head)[];
  const widths = keys.map((key) => Math.max(...[head, ...rows].map((row) => row[key].length)));
  const format = (row: typeof head) =>
    keys
      .map((key, at) => (at < 2 ? row[key].padEnd(widths[at] ?? 0) : row[key].padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return [head, ...rows].flatMap((row, at) => [format(row), ...details(outcomes[at - 1])]);
}

function formatBar({ least, most }: Bar): string {
  if (most === Number.POSITIVE_INFINITY) return `${least} or more`;
  return least === most ? String(most) : `${least} to ${most}`;
}

function details(outcome: Outcome | undefined): string[] {
  if (outcome === undefined) return [];
  const kinds = [...outcome.load.failures].map(([kind, count]) => `${count} × ${kind}`);
  return [...(kinds.length > 0 ? [kinds.join(", ")] : []), ...(outcome.error ? [outcome.error] : [])].map(
    (line) => `        ${line}`,
  );
}
