/** What the policies take from the stack's config. */
import { type PolicyException, policyExceptions } from "../settings/policy-exceptions";
import type { Context } from "./policy";

/** The stack's environment, its exceptions, and the day by which they are judged. */
export interface PolicySettings extends Context {
  readonly exceptions: readonly PolicyException[];
  /** YYYY-MM-DD, in UTC. */
  readonly today: string;
}

/**
 * Reads the settings from a stack's config, keys with their namespace. A stack that does not say what it is gets the
 * strictest treatment.
 *
 * @throws Error when the exceptions cannot be read; the program says more about that.
 */
export function policySettings(
  config: Readonly<Record<string, string>>,
  now: Date = new Date(),
): PolicySettings {
  const environment = config["groundwork:environment"] ?? "prod";
  const parsed = policyExceptions.safeParse(config["groundwork:policyExceptions"] ?? "[]");
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `[${path.join(".")}] allowed: ${message}`,
    );
    throw new Error(`groundwork:policyExceptions: ${problems.join("; ")}`);
  }
  return {
    production: environment === "prod",
    exceptions: parsed.data,
    today: now.toISOString().slice(0, 10),
  };
}
