/** The checks that run after every fault. Each is a pure function that returns the problems it finds. */

import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { type Change, nameOf, typeOf } from "@groundwork/rehearse/lifecycle/operations";
import { parseState } from "@groundwork/state/stacks";

/** A resource as recorded in a state. */
export interface Known {
  readonly urn: string;
  readonly id: string | undefined;
  readonly protect?: boolean;
}

/** Reads a state. Throws an Error with the reason if the state cannot be read. */
export function knownResources(stateText: string): readonly Known[] {
  const state = parseState(stateText);
  if (typeof state === "string") throw new Error(`the state cannot be read: ${state}`);
  return state.resources;
}

/** Resources that exist in the cloud, but not in the state: Pulumi would never remove them. */
export function orphans(cloud: readonly CloudResource[], known: readonly Known[]): CloudResource[] {
  const ids = new Set(known.map(({ urn, id }) => `${typeOf(urn)} ${id}`));
  return cloud.filter(({ type, id }) => !ids.has(`${type} ${id}`));
}

/** Resources that are in the state and do not exist in the cloud. */
export function missingResources(cloud: readonly CloudResource[], known: readonly Known[]): string[] {
  const there = new Set(cloud.map(({ type, id }) => `${type} ${id}`));
  return (
    known
      // Components and providers do not exist in the cloud.
      .filter(({ urn, id }) => id !== undefined && id !== "" && !typeOf(urn).startsWith("pulumi:"))
      .filter(({ urn, id }) => !there.has(`${typeOf(urn)} ${id}`))
      .map(({ urn }) => `${nameOf(urn)} is in the state, but not in the cloud`)
  );
}

/** Resources that existed before and were deleted or replaced. */
export function vanished(before: readonly CloudResource[], after: readonly CloudResource[]): string[] {
  const there = new Set(after.map(({ type, id }) => `${type} ${id}`));
  return before
    .filter(({ type, id }) => !there.has(`${type} ${id}`))
    .map(({ type, name }) => `${name} (${type}) was deleted or replaced`);
}

/** Reports the changes that are not allowed. */
export function unexpectedChanges(
  changes: readonly Change[],
  isAllowed: (change: Change) => boolean,
): string[] {
  return changes
    .filter((change) => !isAllowed(change))
    .map(({ op, urn, properties }) => `needless ${op} of ${nameOf(urn)} ${properties.join(", ")}`.trim());
}
