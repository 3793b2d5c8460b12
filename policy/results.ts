/** The policy pack, asked without an engine. */
import { checkAll } from "./check";
import type { Level, Severity } from "./policy";
import { type Properties, plain } from "./properties";
import type { PolicySettings } from "./settings";

/** A resource as an evaluation of the program gives it. */
export interface EvaluatedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What one policy says about one resource that breaks it. */
export interface PolicyResult {
  /** Name of the policy. */
  readonly policy: string;
  readonly level: Level;
  readonly severity: Severity;
  /** What is wrong, and what to do. */
  readonly message: string;
  readonly urn: string;
  /** Why the resource may break it, and until which day (YYYY-MM-DD); missing when it may not. */
  readonly excepted?: { readonly reason: string; readonly until: string };
  /** Where the policy comes from, as a URL. */
  readonly source: string;
}

/**
 * What the policies say about an evaluated stack: nothing for a resource that keeps them all.
 *
 * @param settings exceptions and environment: `policySettings(config, project)` with the stack's config
 */
export function checkPolicies(
  resources: readonly EvaluatedResource[],
  settings: PolicySettings,
): PolicyResult[] {
  // As the engine does: single resources with the program's inputs, the whole stack with the cloud's outputs as well.
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
