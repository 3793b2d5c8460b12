/** The phases of a restore, and what the stack's settings say of it. docs/restores.md has the phases. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { ChangedSettings } from "@groundwork/rehearse/project/stack-settings";

/** The phases up to the switch, in their order. */
export const forwardPhases = ["created", "prepared", "stopped", "switched"] as const;
export type ForwardPhase = (typeof forwardPhases)[number];
export const phases = [...forwardPhases, "confirmed", "returning", "returned"] as const;
export type Phase = (typeof phases)[number];

/** A point in time in UTC, `latest`, or a snapshot. */
export type Source = { readonly time: string } | { readonly snapshot: string };

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
    source:
      time !== "" ? { time: String(time) } : snapshot !== "" ? { snapshot: String(snapshot) } : undefined,
    exceptions: Array.isArray(exceptions) ? exceptions : [],
  };
}

/** `2026-10-31T14:32:00Z`, `latest`, or `snapshot NAME`. */
export function describeSource(source: Source): string {
  return "snapshot" in source ? `snapshot ${source.snapshot}` : source.time;
}

/** The settings of a phase. */
export function settingsFor(phase: Phase, source: Source): ChangedSettings {
  return {
    databaseRestorePhase: phase,
    databaseRestoreTime: "time" in source ? source.time : undefined,
    databaseRestoreSnapshot: "snapshot" in source ? source.snapshot : undefined,
  };
}

/** The message of a phase's update in the stack's history. */
export const historyMessage = (phase: Phase | "none") => `restore: ${phase}`;
