/** The result of a run of deploy.yml: what was deployed, and whether someone must act. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";
import { PLACES } from "../environments";

/** https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#needs-context */
const jobSchema = z.object({
  result: z.enum(["success", "failure", "cancelled", "skipped"]),
  outputs: z.record(z.string(), z.string()).default({}),
});
const needsSchema = z.record(z.string(), jobSchema);
const stageSchema = z.object({ stack: z.string() });
const stagesSchema = z.object({ first: stageSchema.nullable(), others: z.array(stageSchema) });

/** One line of the result: what, and how it ended. */
interface Row {
  readonly what: string;
  readonly result: string;
  readonly passed: boolean;
}

export interface RunResult {
  readonly rows: readonly Row[];
  /** passed: every environment runs the commit. failed: a job failed. stopped: a person cancelled the run. */
  readonly state: "passed" | "failed" | "stopped";
}

/**
 * Reads the context `needs` of the job that reports the result.
 *
 * @throws Explained if it is not that context
 */
export function resultOf(text: string | undefined): RunResult {
  const needs = needsSchema.safeParse(parsed(text));
  if (!needs.success)
    throw new Explained(
      "NEEDS is not the context `needs` of a job. Run this command in the job Result of deploy.yml, with NEEDS: $" +
        "{{ toJSON(needs) }}.",
    );
  const fixed = Object.entries(needs.data)
    .filter(([job]) => !PLACES.some((place) => place === job))
    .map(([what, { result }]): Row => ({ what, result, passed: result === "success" }));
  const stages = stagesSchema.safeParse(parsed(needs.data.environments?.outputs.stages));
  const places = stages.success ? [stages.data.first, ...stages.data.others] : [];
  const deployed = places.flatMap((stage, at): Row[] => {
    if (stage === null) return [];
    const job = needs.data[PLACES[at] ?? ""];
    const passed = job?.outputs.deployed === "true";
    return [{ what: stage.stack, result: passed ? "deployed" : (job?.result ?? "missing"), passed }];
  });
  const rows = [...fixed, ...deployed];
  if (deployed.length > 0 && rows.every(({ passed }) => passed)) return { rows, state: "passed" };
  const failed = Object.values(needs.data).some(({ result }) => result === "failure");
  return { rows, state: failed ? "failed" : "stopped" };
}

/** The rows as a Markdown table. */
export function tableOf({ rows }: RunResult): string {
  return ["| | |", "| --- | --- |", ...rows.map(({ what, result }) => `| ${what} | ${result} |`)].join("\n");
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
