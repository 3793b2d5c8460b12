/** What the options of `groundwork restore` ask for. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { type ForwardPhase, sourceIn } from "./phases";
import type { RestoreRequest } from "./restore";

export interface RestoreOptions {
  readonly to?: string | undefined;
  readonly snapshot?: string | undefined;
  readonly backups?: string | undefined;
  readonly replicaOf?: string | undefined;
  readonly confirm?: true | undefined;
  readonly back?: true | undefined;
  readonly until: ForwardPhase;
}

/** @throws Explained if options do not fit together */
export function requestOf({ confirm, back, until, ...source }: RestoreOptions): RestoreRequest {
  if (confirm) return { kind: "confirm" };
  if (back) return { kind: "back" };
  if (source.backups !== undefined && source.to === undefined)
    throw new Explained(
      `--backups ${source.backups} needs a time: --to latest, or a time in UTC such as --to 2026-10-31T14:32:00Z.`,
    );
  return { kind: "restore", source: sourceIn(source), until };
}
