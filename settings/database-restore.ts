/** The settings of a restore of the database, which are set and removed together. */
import { z } from "zod";
import { type DatabaseRestore, LAST_GENERATION, type RestorePhase } from "../infra/database-restore";
import { text } from "./values";

const TIME =
  '"", latest, or a time in UTC in quotes, such as "2026-10-31T14:32:00Z"; the provider needs seconds and the Z';

/** `2026-10-31T14:32:00Z`. Without quotes, the engine turns a time into a text with spaces, which this refuses. */
export const databaseRestoreTime = z
  .string(TIME)
  .refine((time) => time === "" || time === "latest" || isTime(time), TIME);

/** Whether the text is a time in UTC that exists: Date.parse turns February 30 into March 2. */
function isTime(time: string): boolean {
  const date = new Date(time);
  return !Number.isNaN(date.getTime()) && date.toISOString() === time.replace(/Z$/, ".000Z");
}

/**
 * Identifiers of automated snapshots begin with `rds:`.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html
 */
export const databaseRestoreSnapshot = text(
  /^$|^(rds:|awsbackup:)?[A-Za-z](-?[A-Za-z0-9])*$/,
  '"", or the identifier of a snapshot of RDS, such as before-migration or rds:groundwork-prod-database-primary-2026-10-31-03-12',
);

export const RESTORE_KEYS = [
  "databaseRestorePhase",
  "databaseRestoreTime",
  "databaseRestoreSnapshot",
] as const;

interface RestoreValues {
  readonly databaseRestorePhase: RestorePhase | "none";
  readonly databaseRestoreTime: string;
  readonly databaseRestoreSnapshot: string;
}

/** The values by their short names. */
const read = (values: RestoreValues) => ({
  phase: values.databaseRestorePhase,
  time: values.databaseRestoreTime,
  snapshot: values.databaseRestoreSnapshot,
});

/** Why the settings of a restore do not fit together: what is allowed for the phase. */
export function restoreProblem(values: RestoreValues): string | undefined {
  const { phase, time, snapshot } = read(values);
  const sources = [time, snapshot].filter((each) => each !== "").length;
  if (sources === 2) return "one of databaseRestoreTime and databaseRestoreSnapshot, and the other empty";
  if (phase === "none" && sources > 0)
    return "another phase than none while databaseRestoreTime or databaseRestoreSnapshot is set";
  return phase !== "none" && sources === 0
    ? "none while databaseRestoreTime and databaseRestoreSnapshot are empty"
    : undefined;
}

/** Why no restore can begin: its last step would need the next generation. One that goes back does not. */
export function generationProblem(values: {
  readonly databaseRestorePhase: RestorePhase | "none";
  readonly databaseGeneration: number;
}): string | undefined {
  const { databaseRestorePhase: phase, databaseGeneration: generation } = values;
  return generation === LAST_GENERATION && !["none", "returning", "returned"].includes(phase)
    ? `none, returning or returned while databaseGeneration is ${LAST_GENERATION}: the restored instances would be generation ${LAST_GENERATION + 1}`
    : undefined;
}

/** The restore in progress. */
export function restoreOf(values: RestoreValues): DatabaseRestore | undefined {
  const { phase, time, snapshot } = read(values);
  if (phase === "none") return undefined;
  return { phase, source: time === "" ? { snapshot } : { time } };
}
