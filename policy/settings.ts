/** Reads the policies' settings from the stack's config. */
import { RunError } from "@pulumi/pulumi";
import { guardRailsIn } from "../settings/guard-rails";
import { type PolicyException, policyExceptions } from "../settings/policy-exceptions";
import type { Context } from "./policy";

/** The stack's class of guard rails, its exceptions, and the current date. */
export interface PolicySettings extends Context {
  /** Name of the project: the namespace of its settings. */
  readonly project: string;
  readonly exceptions: readonly PolicyException[];
  /** YYYY-MM-DD, in UTC. */
  readonly today: string;
}

/**
 * Reads the settings from a stack's config (keys with their namespace). A stack without a class of
 * guard rails is treated as one with production guard rails.
 *
 * @throws RunError if the exceptions are invalid. The program reports them too.
 */
export function policySettings(
  config: Readonly<Record<string, string>>,
  project: string,
  now: Date = new Date(),
): PolicySettings {
  const parsed = policyExceptions.safeParse(config[`${project}:policyExceptions`] ?? "[]");
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `[${path.join(".")}] allowed: ${message}`,
    );
    throw new RunError(`${project}:policyExceptions: ${problems.join("; ")}`);
  }
  return {
    project,
    production: (guardRailsIn(config, project) ?? "production") === "production",
    exceptions: parsed.data,
    today: now.toISOString().slice(0, 10),
  };
}
