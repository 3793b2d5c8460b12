/** What the options of `groundwork restore` ask for. */
import type { ForwardPhase } from "./phases";
import type { RestoreRequest } from "./restore";

export interface RestoreOptions {
  readonly to?: string | undefined;
  readonly snapshot?: string | undefined;
  readonly confirm?: true | undefined;
  readonly back?: true | undefined;
  readonly until: ForwardPhase;
}

export function requestOf({ to, snapshot, confirm, back, until }: RestoreOptions): RestoreRequest {
  if (confirm) return { kind: "confirm" };
  if (back) return { kind: "back" };
  const source = to !== undefined ? { time: to } : snapshot !== undefined ? { snapshot } : undefined;
  return { kind: "restore", source, until };
}
