/** Evaluates the policies without an engine. */
import { checkAll } from "./check";
import type { Level, Severity } from "./policy";
import { type Properties, plain } from "./properties";
import type { PolicySettings } from "./settings";

/** A resource from an evaluation of the program. */
export interface EvaluatedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A violation of a policy by a resource. */
export interface PolicyResult {
  /** Name of the policy. */
  readonly policy: string;
  readonly level: Level;
  readonly severity: Severity;
  /** The problem, and how to fix it. */
  readonly message: string;
  readonly urn: string;
  /** Reason and last day (YYYY-MM-DD) of an exception; missing if there is none. */
  readonly excepted?: { readonly reason: string; readonly until: string };
  /** URL of the source of the policy. */
  readonly source: string;
}

/**
 * Checks an evaluated stack. Returns nothing for resources that comply with all policies.
 *
 * @param settings exceptions and environment: `policySettings(config, project)` with the stack's config
 */
export function checkPolicies(
  resources: readonly EvaluatedResource[],
  settings: PolicySettings,
): PolicyResult[] {
  // Like the engine: resource policies get the inputs of the program, stack policies also get the outputs of the cloud.
  const seen = (propertiesOf: (resource: EvaluatedResource) => object) =>
    resources.map((resource) => {
      const { urn, type, name, dependencies } = resource;
      return { urn, type, name, dependencies, properties: plain(propertiesOf(resource)) };
    });
  const given = seen(({ inputs }) => inputs);
  const made = seen(({ inputs, outputs }) => ({ ...inputs, ...outputs }));
  return checkAll(given, made, settings).map(({ policy, urn, message, verdict }) => ({
    policy: policy.name,
    level: policy.level,
    severity: policy.severity,
    message,
    urn,
    ...(verdict.kind === "excepted"
      ? { excepted: { reason: verdict.exception.reason, until: verdict.exception.until } }
      : {}),
    source: policy.source,
  }));
}
