/**
 * The order of the phases of a restore. Settings of another checkout, which do not know of a restore, would delete the instances that
 * applications use and create empty ones: they are refused before any resource is registered.
 */
import * as pulumi from "@pulumi/pulumi";
import type { RestorePhase } from "./database-restore";

/** Where a database is: its generation, and the phase of a restore. */
export interface RestoreProgress {
  readonly generation: number;
  readonly phase: RestorePhase | "none";
}

/**
 * The phases that can follow each phase in the same generation, besides itself. Outputs are those of the last complete `up`, so that
 * the way back from a phase that failed half-way begins at the phase before it.
 */
const next: Readonly<Record<RestoreProgress["phase"], readonly RestoreProgress["phase"][]>> = {
  none: ["created", "returned"],
  created: ["prepared", "returned"],
  prepared: ["stopped", "returned"],
  stopped: ["switched", "returned", "returning"],
  switched: ["confirmed", "returning"],
  confirmed: ["returning"],
  returning: ["switched", "returned"],
  returned: ["none"],
};

/** Where the database was after the last complete update of the stack. Undefined before the first one. */
export function progressIn(outputs: Readonly<Record<string, unknown>>): RestoreProgress | undefined {
  if (outputs.databasePrimaryAddress === undefined) return undefined;
  const { generation = 1, phase = "none" }: Partial<RestoreProgress> = outputs.databaseRestore ?? {};
  return { generation, phase };
}

/** @throws RunError if the settings do not follow the last complete update */
export function checkRestoreOrder(before: RestoreProgress | undefined, after: RestoreProgress): void {
  if (before === undefined || follows(before, after)) return;
  throw new pulumi.RunError(
    `The last complete update of the stack had databaseGeneration ${before.generation} and databaseRestorePhase ${before.phase}. ` +
      `The settings have ${after.generation} and ${after.phase}; allowed is ${allowedAfter(before)}. Nothing was changed. If the ` +
      "settings are of a checkout without the restore, take the Pulumi.STACK.yaml of the restore, or run " +
      "`npx --no groundwork restore STACK --confirm` or `--back`, which write it. docs/restores.md has the phases.",
  );
}

function follows(before: RestoreProgress, after: RestoreProgress): boolean {
  if (after.generation === before.generation)
    return after.phase === before.phase || next[before.phase].includes(after.phase);
  return after.generation === before.generation + 1 && isSwitched(before) && after.phase === "none";
}

function allowedAfter({ generation, phase }: RestoreProgress): string {
  const same = [phase, ...next[phase]].join(", ");
  const last = isSwitched({ generation, phase }) ? `, or ${generation + 1} with none` : "";
  return `${generation} with ${same}${last}`;
}

/** Without the phase confirmed if the former primary does not exist any more. If it does, its protection prevents the deletion. */
function isSwitched({ phase }: RestoreProgress): boolean {
  return phase === "switched" || phase === "confirmed";
}
