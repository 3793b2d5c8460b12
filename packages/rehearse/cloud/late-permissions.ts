/** Permissions that take effect some time after the call that grants them has returned. */
import type { Cloud, CloudResource } from "./cloud";
import type { Properties, Subject } from "./resource-type";

/** A permission that an operation needs, and the cloud's answer until it has taken effect. */
export interface LatePermission {
  /** The resources that grant it. */
  readonly grants: readonly CloudResource[];
  /** The time that it takes at most until the grants have taken effect. */
  readonly seconds: number;
  /** The cloud's answer until then. */
  readonly answer: string;
  /** How long the provider repeats the call on this answer, in seconds; 0 if it reports the answer as an error. */
  readonly retriedSeconds: number;
  /** Where the provider's code or its maintainers say so. */
  readonly source: string;
}

/** The permissions that an operation on a resource needs. */
export type LatePermissions = (type: string, subject: Subject<Properties>) => readonly LatePermission[];

/** When the creations of an `up` begin and end, in seconds after its start. Undefined for a resource that is not part of it. */
export interface Clock {
  start(type: string, name: string): number | undefined;
  end(type: string, name: string): number | undefined;
}

/** Why a resource cannot be created yet: a permission has not taken effect, and the provider does not wait for it. */
export function earlyProblems(cloud: Cloud, clock: Clock, resource: CloudResource): string[] {
  const { type, id, name, inputs, scope } = resource;
  const start = clock.start(type, name);
  if (start === undefined) return [];
  return cloud.types
    .latePermissions(type, { id, name, inputs, cloud, scope })
    .flatMap(({ grants, seconds, answer, retriedSeconds, source }) => {
      const latest = grants
        .map((grant) => ({ grant, end: clock.end(grant.type, grant.name) ?? Number.NEGATIVE_INFINITY }))
        .sort((one, other) => other.end - one.end)[0];
      if (latest === undefined || latest.end + seconds <= start + retriedSeconds) return [];
      return [
        `${answer}\n  This call comes ${Math.max(0, start - latest.end)} s after "${latest.grant.name}" (${latest.grant.type}) was created, ` +
          `which takes effect within ${seconds} s, and the provider ${repeats(retriedSeconds)} (${source}). ` +
          "Let the resource depend on one that takes that long and depends on the grant",
      ];
    });
}

const repeats = (seconds: number) =>
  seconds === 0 ? "does not repeat the call" : `repeats the call for ${seconds} s only`;
