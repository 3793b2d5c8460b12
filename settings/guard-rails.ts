/** The classes of guard rails: how strictly settings and policies protect a stack. */
import { z } from "zod";
import type { Renamed } from "./renamed";

const GUARD_RAILS = ["development", "production"] as const;
type GuardRails = (typeof GUARD_RAILS)[number];

/** The class of a stack that sets none. */
const DEFAULT: GuardRails = "development";

/** The setting. Empty, the default in Pulumi.yaml, is the default class. */
export const guardRails = z
  .enum(["", ...GUARD_RAILS], GUARD_RAILS.join(" or "))
  .transform((value): GuardRails => value || DEFAULT);

/** Until version 0.1.0, the setting was named `environment`. */
export const FROM_ENVIRONMENT: Renamed = {
  from: "environment",
  to: "guardRails",
  values: { dev: "development", prod: "production" },
};

/**
 * Reads the class from a stack's config (keys with their namespace), for readers other than the program. Undefined if the config
 * has none.
 */
export function guardRailsIn(config: Readonly<Record<string, string>>, project: string): string | undefined {
  const [now, earlier] = [FROM_ENVIRONMENT.to, FROM_ENVIRONMENT.from].map(
    (key) => config[`${project}:${key}`],
  );
  if (now) return now;
  if (earlier !== undefined) return FROM_ENVIRONMENT.values[earlier] ?? earlier;
  return now === undefined ? undefined : DEFAULT;
}

/**
 * The settings that allow destroying a protected stack (docs/operations.md, "Remove an environment"). A rehearsal also gives
 * up the final snapshot, which outlives the stack together with its key, to test that nothing is left.
 */
export const guardRailsOff = {
  guardRails: "development",
  environment: undefined,
  databaseDeletionProtection: false,
  databaseFinalSnapshot: false,
} as const;
