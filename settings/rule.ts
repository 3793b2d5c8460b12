/** How a rule is written that involves several settings. */
import type { RuleViolation } from "./read";
import type { Values } from "./schema";

type Key = keyof Values;
type NumberKey = { [K in Key]: Values[K] extends number ? K : never }[Key];
/** The valid values. */
export type Readable = { readonly [K in Key]?: Values[K] | undefined };
/** Returns its violations. It runs if the values that it needs are valid. */
export type Rule = (values: Readable) => readonly RuleViolation[];

/** Makes a rule that involves several keys. If the check returns a text, the first key violates the rule. */
export function when<K extends Key>(
  needs: readonly [K, ...K[]],
  check: (values: Pick<Values, K>) => string | undefined,
): Rule {
  return (values) => {
    const allowed = has(values, needs) ? check(values) : undefined;
    return allowed === undefined ? [] : [{ path: [needs[0]], allowed }];
  };
}

/** Makes a rule for every entry of a list. */
export function each<K extends Key>(
  key:
    | "availabilityZones"
    | "clusterPublicAccessCidrs"
    | "clusterAdmins"
    | "clusterViewers"
    | "clusterPreviewers"
    | "existingPublicSubnetIds"
    | "existingPrivateSubnetIds"
    | "existingIsolatedSubnetIds"
    | "grafanaAllowedCidrs"
    | "prometheusRemoteWriteCidrs"
    | "telemetryOtlpCidrs",
  needs: readonly K[],
  check: (entry: string, values: Pick<Values, K>) => string | undefined,
): Rule {
  return (values) => {
    if (!has(values, needs)) return [];
    return (values[key] ?? []).flatMap((entry, at) => {
      const allowed = check(entry, values);
      return allowed === undefined ? [] : [{ path: [key, at], allowed }];
    });
  };
}

/** Makes a rule for stacks with production guard rails. */
export function inProduction<K extends Key>(key: K, check: (value: Values[K]) => string | undefined): Rule {
  return when<K | "guardRails">([key, "guardRails"], (values) =>
    values.guardRails === "production" ? check(values[key]) : undefined,
  );
}

/** Makes a rule that requires the value of `key` to be at least the value of `floor`. */
export function requireAtLeast<K extends NumberKey>(key: K, floor: K): Rule {
  return when([key, floor], (values) =>
    values[key] < values[floor] ? `at least ${values[floor]}, the value of ${floor}` : undefined,
  );
}

function has<K extends Key>(values: Readable, keys: readonly K[]): values is Readable & Pick<Values, K> {
  return keys.every((key) => values[key] !== undefined);
}
