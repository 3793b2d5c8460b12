/** What exists in each phase of a restore of the database (docs/restores.md, docs/decisions/0057-a-restore-is-a-generation.md). */

/** The phases, each of which is one `up`. */
export const restorePhases = [
  /** The restored primary exists beside the former instances, with the password of its source. */
  "created",
  /** The restored primary has its own password and all settings, and its replicas exist. */
  "prepared",
  /** The former primary accepts no writes. */
  "stopped",
  /** Applications use the restored instances. The former ones are kept, and accept no writes. */
  "switched",
  /** The former instances have no protection from deletion any more. */
  "confirmed",
  /** Applications use the restored instances, which accept no writes. */
  "returning",
  /** Applications use the former instances again. The restored primary has no replicas, and no protection from deletion any more. */
  "returned",
] as const;

export type RestorePhase = (typeof restorePhases)[number];

/** A restore in progress. */
export interface DatabaseRestore {
  readonly phase: RestorePhase;
  readonly source: RestoreSource;
}

/**
 * A point in time in UTC or `latest`, the identifier of a snapshot, or the ARN of a primary in another region, of which the restored
 * primary is a read replica until the phase `prepared`. A time is one of the backups of the former primary, or of those with the ARN
 * `backups`, which RDS copied from another region.
 *
 * @example { time: "2026-10-31T14:32:00Z" }
 */
export type RestoreSource =
  | { readonly time: string; readonly backups?: string | undefined }
  | { readonly snapshot: string }
  | { readonly replicaOf: string };

/** The instances of one generation, in one phase. */
export interface GenerationState {
  /** Whether the primary accepts writes. */
  readonly writable: boolean;
  /** Whether the instances keep their protection from deletion. */
  readonly guarded: boolean;
  /** The password of the primary: its own, that of its source, or the one that it has. */
  readonly password: "own" | "source's" | "unchanged";
  /** Whether the primary has its replicas. */
  readonly replicas: boolean;
  /** Whether its backups are copied to another region, if the stack has one for them. */
  readonly copied: boolean;
}

/** What a phase consists of. */
export interface PhaseState {
  /** Whether applications use the restored instances. */
  readonly switched: boolean;
  readonly former: GenerationState;
  readonly restored: GenerationState;
}

/** The only state outside of a restore. */
export const inUse: GenerationState = {
  writable: true,
  guarded: true,
  password: "own",
  replicas: true,
  copied: true,
};

const readOnly: GenerationState = { ...inUse, writable: false };

export const phaseStates: Readonly<Record<RestorePhase, PhaseState>> = {
  created: {
    switched: false,
    former: inUse,
    restored: { ...inUse, password: "source's", replicas: false, copied: false },
  },
  prepared: { switched: false, former: inUse, restored: inUse },
  stopped: { switched: false, former: readOnly, restored: inUse },
  switched: { switched: true, former: readOnly, restored: inUse },
  confirmed: { switched: true, former: { ...readOnly, guarded: false }, restored: inUse },
  returning: { switched: true, former: readOnly, restored: readOnly },
  returned: {
    switched: false,
    former: inUse,
    // A restore that has just created its primary also goes back, without quota for replicas.
    restored: { ...readOnly, guarded: false, password: "unchanged", replicas: false, copied: false },
  },
};

/**
 * The largest generation. Identifiers of instances have at most 63 characters, and the number of the generation is part of them.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export const LAST_GENERATION = 99;

/** The prefix of the names of a generation. The first has no number, so that its resources keep their names. */
export function generationName(name: string, generation: number): string {
  return generation === 1 ? name : `${name}-${generation}`;
}
