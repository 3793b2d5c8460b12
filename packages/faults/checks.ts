/** What must hold after every fault, as plain functions: each gives the problems that it finds, as sentences. */

import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { type Change, nameOf, typeOf } from "@groundwork/rehearse/lifecycle/operations";
import { parseState } from "@groundwork/state/stacks";

/** A resource of the cloud in a state. */
export interface Known {
  readonly urn: string;
  readonly id: string | undefined;
  readonly protect?: boolean;
}

/** Reads a state. Throws an Error that says why it cannot be read. */
export function knownResources(stateText: string): readonly Known[] {
  const state = parseState(stateText);
  if (typeof state === "string") throw new Error(`the state cannot be read: ${state}`);
  return state.resources;
}

/** What exists and stands in no state: nobody would ever remove it. */
export function orphans(cloud: readonly CloudResource[], known: readonly Known[]): CloudResource[] {
  const ids = new Set(known.map(({ urn, id }) => `${typeOf(urn)} ${id}`));
  return cloud.filter(({ type, id }) => !ids.has(`${type} ${id}`));
}

/** What the state says is there, and is not. */
export function ghosts(cloud: readonly CloudResource[], known: readonly Known[]): string[] {
  const there = new Set(cloud.map(({ type, id }) => `${type} ${id}`));
  return (
    known
      // A component and a provider have no place in the cloud.
      .filter(({ urn, id }) => id !== undefined && id !== "" && !typeOf(urn).startsWith("pulumi:"))
      .filter(({ urn, id }) => !there.has(`${typeOf(urn)} ${id}`))
      .map(({ urn }) => `the state has ${nameOf(urn)}, and the cloud does not`)
  );
}

/** Resources that were there before and are not the same any more. */
export function vanished(before: readonly CloudResource[], after: readonly CloudResource[]): string[] {
  const there = new Set(after.map(({ type, id }) => `${type} ${id}`));
  return before
    .filter(({ type, id }) => !there.has(`${type} ${id}`))
    .map(({ type, name }) => `${name} (${type}) is gone, or another one`);
}

/** Changes other than those that may be. */
export function otherThan(changes: readonly Change[], may: (change: Change) => boolean): string[] {
  return changes
    .filter((change) => !may(change))
    .map(({ op, urn, properties }) => `needless ${op} of ${nameOf(urn)} ${properties.join(", ")}`.trim());
}
