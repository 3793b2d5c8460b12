/** Reads the policies' settings from the stack's config. */
import { RunError } from "@pulumi/pulumi";
import { type PolicyException, policyExceptions } from "../settings/policy-exceptions";
import type { Context } from "./policy";

/** The stack's environment, its exceptions, and the current date. */
export interface PolicySettings extends Context {
  /** Name of the project: the namespace of its settings. */
  readonly project: string;
  readonly exceptions: readonly PolicyException[];
  /** YYYY-MM-DD, in UTC. */
  readonly today: string;
}

/**
 * Reads the settings from a stack's config (keys with their namespace). A stack without the setting `environment` is
 * treated as prod.
 *
 * @throws RunError if the exceptions are invalid. The program reports them too.
 */
export function policySettings(
  config: Readonly<Record<string, string>>,
  project: string,
  now: Date = new Date(),
): PolicySettings {
  const environment = config[`${project}:environment`] ?? "prod";
  const parsed = policyExceptions.safeParse(config[`${project}:policyExceptions`] ?? "[]");
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `[${path.join(".")}] allowed: ${message}`,
    );
    throw new RunError(`${project}:policyExceptions: ${problems.join("; ")}`);
  }
  return {
    project,
    production: environment === "prod",
    exceptions: parsed.data,
    today: now.toISOString().slice(0, 10),
  };
}
