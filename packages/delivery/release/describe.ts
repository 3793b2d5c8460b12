/** Describes releases for the terminal and a job's summary. */
import type { QueryResult, RolloutState, StepResult } from "./rollout";

const pauses = {
  "by hand": "paused by hand",
  "no result": "paused: the queries had no result",
  step: "until the next queries",
} as const;

/** One line: what gets the requests of an application now. */
export function describeRollout(rollout: RolloutState): string {
  const { name, state, weightPercent, stepIndex, stepCount, pause, message } = rollout;
  if (state === "complete") return `${name}: the version gets all requests`;
  if (state === "aborted")
    return `${name}: aborted, the previous version gets all requests${message === "" ? "" : ` (${message})`}`;
  if (rollout.isOnTrial) return `${name}: the new version runs, and gets no requests yet`;
  const at = `${weightPercent} % of the requests, step ${Math.min(stepIndex + 1, stepCount)} of ${stepCount}`;
  return `${name}: ${at}${pause === undefined ? "" : `, ${pauses[pause]}`}`;
}

const endings: Readonly<Record<string, string>> = {
  Successful: "passed",
  Failed: "failed",
  Inconclusive: "no decision",
  Error: "no decision",
};

/** One line with the results of the queries, once they have ended. Undefined while they run. */
export function describeStepResult({ application, phase, queries }: StepResult): string | undefined {
  const ending = endings[phase];
  return ending === undefined
    ? undefined
    : `${application}: ${queries.map(describeQuery).join(", ")}: ${ending}`;
}

function describeQuery({ name, value, bound }: QueryResult): string {
  if (bound === undefined) return `${value === undefined ? "unknown" : Math.round(value)} ${name}`;
  const percent = (ratio: number) => `${Number((100 * ratio).toFixed(2))} %`;
  return `${name} ${value === undefined ? "without a result" : percent(value)} (at most ${percent(bound)})`;
}
