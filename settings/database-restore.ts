/** The settings of a restore of the database, which are set and removed together. */
import { z } from "zod";
import { type DatabaseRestore, LAST_GENERATION, type RestorePhase } from "../infra/database-restore";
import { partitionProblem } from "./partition";
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

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.ARN.Constructing.html */
export const databaseRestoreBackups = text(
  /^$|^arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:auto-backup:ab-[a-z0-9]{1,100}$/,
  '"", or the ARN of automated backups that RDS copied to this region, such as arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-1234abcd; `aws rds describe-db-instance-automated-backups` prints it',
);

export const databaseRestoreReplicaOf = text(
  /^$|^arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:db:[a-z][a-z0-9-]{0,62}$/,
  '"", or the ARN of a database instance in another region, such as arn:aws:rds:us-east-1:111122223333:db:groundwork-prod-database-primary',
);

/** The settings that say what is restored. */
const SOURCES = ["databaseRestoreTime", "databaseRestoreSnapshot", "databaseRestoreReplicaOf"] as const;

export const RESTORE_KEYS = ["databaseRestorePhase", ...SOURCES, "databaseRestoreBackups"] as const;

type RestoreValues = { readonly [K in (typeof SOURCES)[number] | "databaseRestoreBackups"]: string } & {
  readonly databaseRestorePhase: RestorePhase | "none";
};

/** Why the settings of a restore do not fit together: what is allowed for the phase. */
export function restoreProblem(values: RestoreValues): string | undefined {
  const { databaseRestorePhase: phase, databaseRestoreTime: time, databaseRestoreBackups: backups } = values;
  const given = SOURCES.filter((key) => values[key] !== "");
  if (given.length > 1) return `one of ${given.join(" and ")}, and the other empty`;
  if (phase === "none" && given.length > 0) return `another phase than none while ${given.join()} is set`;
  if (phase !== "none" && given.length === 0)
    return `none while ${SOURCES.slice(0, -1).join(", ")} and ${SOURCES.at(-1)} are empty`;
  return backups !== "" && time === ""
    ? "a phase with databaseRestoreTime while databaseRestoreBackups is set"
    : undefined;
}

/** Why an ARN is not of a region from or in which RDS restores: what is allowed. */
export function backupsProblem(backups: string, region: string): string | undefined {
  const there = backups.split(":")[3];
  return backups === "" || (there === region && partitionProblem(backups, region) === undefined)
    ? undefined
    : `backups in ${region}, the region of the stack: RDS restores them there only`;
}

/** Why an ARN is not of an instance that can have a replica in this region: what is allowed. */
export function replicaOfProblem(replicaOf: string, region: string): string | undefined {
  if (replicaOf === "") return undefined;
  const there = replicaOf.split(":")[3];
  return there === region
    ? `an instance in another region than ${region}; databaseReplicas adds replicas in this one`
    : partitionProblem(replicaOf, region);
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
  const {
    databaseRestorePhase: phase,
    databaseRestoreTime: time,
    databaseRestoreSnapshot: snapshot,
    databaseRestoreReplicaOf: replicaOf,
    databaseRestoreBackups: backups,
  } = values;
  if (phase === "none") return undefined;
  if (replicaOf !== "") return { phase, source: { replicaOf } };
  return {
    phase,
    source: time === "" ? { snapshot } : { time, ...(backups === "" ? {} : { backups }) },
  };
}
