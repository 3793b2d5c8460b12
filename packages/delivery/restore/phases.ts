/** The phases of a restore, and what the stack's settings say of it. docs/restores.md has the phases. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";

/** The phases up to the switch, in their order. */
export const forwardPhases = ["created", "prepared", "stopped", "switched"] as const;
export type ForwardPhase = (typeof forwardPhases)[number];
export const phases = [...forwardPhases, "confirmed", "returning", "returned"] as const;
export type Phase = (typeof phases)[number];

/**
 * A point in time in UTC or `latest`, of the present primary's backups or of those with an ARN that RDS copied from another region; a
 * snapshot; or an instance in another region, by its ARN.
 */
export type Source =
  | { readonly time: string; readonly backups?: string | undefined }
  | { readonly snapshot: string }
  | { readonly replicaOf: string };

/** Where a restore is. */
export interface Progress {
  readonly phase: Phase | "none";
  readonly generation: number;
  /** Undefined without a restore. */
  readonly source: Source | undefined;
  readonly exceptions: readonly unknown[];
}

/** Reads the progress from the settings in the stack's file. */
export function progressOf(settings: ChangedSettings): Progress {
  const {
    databaseRestorePhase: phase = "none",
    databaseGeneration: generation = 1,
    databaseRestoreTime: time = "",
    databaseRestoreSnapshot: snapshot = "",
    databaseRestoreBackups: backups = "",
    databaseRestoreReplicaOf: replicaOf = "",
    policyExceptions: exceptions = [],
  } = settings;
  const known: readonly string[] = ["none", ...phases];
  if (!known.includes(String(phase)))
    throw new Explained(
      `groundwork:databaseRestorePhase is ${phase}; allowed is ${known.join(", ")}. Correct it in the stack's file.`,
    );
  return {
    phase: String(phase) as Progress["phase"],
    generation: Number(generation),
    source: sourceIn({
      to: String(time),
      snapshot: String(snapshot),
      backups: String(backups),
      replicaOf: String(replicaOf),
    }),
    exceptions: Array.isArray(exceptions) ? exceptions : [],
  };
}

/** The source that these texts name. Undefined if all of them are empty. */
export function sourceIn(given: {
  readonly to?: string | undefined;
  readonly snapshot?: string | undefined;
  readonly backups?: string | undefined;
  readonly replicaOf?: string | undefined;
}): Source | undefined {
  const { to: time = "", snapshot = "", backups = "", replicaOf = "" } = given;
  if (time !== "") return { time, ...(backups === "" ? {} : { backups }) };
  if (snapshot !== "") return { snapshot };
  return replicaOf === "" ? undefined : { replicaOf };
}

/** `2026-10-31T14:32:00Z`, `latest of ARN`, `snapshot NAME`, or `replica of ARN`. */
export function describeSource(source: Source): string {
  if ("snapshot" in source) return `snapshot ${source.snapshot}`;
  if ("replicaOf" in source) return `replica of ${source.replicaOf}`;
  return source.backups === undefined ? source.time : `${source.time} of ${source.backups}`;
}

/** The settings without a restore: none of these keys is set. */
export const withoutRestore: ChangedSettings = {
  databaseRestorePhase: undefined,
  databaseRestoreTime: undefined,
  databaseRestoreSnapshot: undefined,
  databaseRestoreBackups: undefined,
  databaseRestoreReplicaOf: undefined,
};

/** The settings of a phase. */
export function settingsFor(phase: Phase, source: Source): ChangedSettings {
  return {
    ...withoutRestore,
    databaseRestorePhase: phase,
    ...("time" in source
      ? { databaseRestoreTime: source.time, databaseRestoreBackups: source.backups }
      : "snapshot" in source
        ? { databaseRestoreSnapshot: source.snapshot }
        : { databaseRestoreReplicaOf: source.replicaOf }),
  };
}

/** The message of a phase's update in the stack's history. */
export const historyMessage = (phase: Phase | "none") => `restore: ${phase}`;
