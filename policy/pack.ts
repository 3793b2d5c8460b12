/** The policies in the shape in which the policy SDK takes them. */
import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { keepExceptionsValid, stackViolations, type Violation, violations } from "./check";
import { wrongExceptions } from "./exceptions";
import { type About, isResourcePolicy, type Resource, type ResourcePolicy, type StackPolicy } from "./policy";
import { type Properties, plain } from "./properties";
import { policies } from "./rules";
import { type PolicySettings, policySettings } from "./settings";

type SdkPolicy = ResourceValidationPolicy | StackValidationPolicy;

/** The whole pack, for a stack of a project with the given config (keys with their namespace). */
export function pack(config: Readonly<Record<string, string>>, project: string): SdkPolicy[] {
  const settings = policySettings(config, project);
  /** What the program gives each resource, by URN: told one by one, before the whole stack is. */
  const given = new Map<string, Properties>();
  const all = policies.map((policy) =>
    isResourcePolicy(policy) ? overResource(policy, settings, given) : overStack(policy, settings, given),
  );
  return [...all, overExceptions(settings, given)];
}

function overResource(
  policy: ResourcePolicy,
  settings: PolicySettings,
  given: Map<string, Properties>,
): ResourceValidationPolicy {
  return {
    ...described(policy),
    validateResource: ({ type, urn, name, props }, report) => {
      given.set(urn, props);
      if (!policy.types.includes(type)) return;
      const resource = { urn, type, name, properties: plain(props), dependencies: [] };
      for (const { message } of broken(violations(policy, resource, settings))) report(message);
    },
  };
}

function overStack(
  policy: StackPolicy,
  settings: PolicySettings,
  given: ReadonlyMap<string, Properties>,
): StackValidationPolicy {
  return {
    ...described(policy),
    validateStack: ({ resources }, report) => {
      const found = stackViolations(policy, resources.map(seenWith(given)), settings);
      for (const { message, urn } of broken(found)) report(message, urn);
    },
  };
}

function overExceptions(
  settings: PolicySettings,
  given: ReadonlyMap<string, Properties>,
): StackValidationPolicy {
  return {
    ...described(keepExceptionsValid),
    validateStack: ({ resources }, report) => {
      const problems = wrongExceptions(settings, policies, resources.map(seenWith(given)));
      for (const problem of problems) report(problem);
    },
  };
}

function described({ name, level, severity, demands, reason, fix, source }: About) {
  return {
    name,
    description: `${demands} ${reason}`,
    enforcementLevel: level,
    severity,
    remediationSteps: fix,
    url: source,
  };
}

const broken = (found: readonly Violation[]) => found.filter(({ verdict }) => verdict.kind !== "excepted");

/**
 * A resource of the whole stack. The engine tells what the cloud made of it, which is nothing at all in a preview whose
 * provider cannot be reached yet (a cluster's, before there is the cluster): then what the program gives stands.
 */
function seenWith(given: ReadonlyMap<string, Properties>) {
  return ({ urn, type, name, props, dependencies }: PolicyResource): Resource => ({
    urn,
    type,
    name,
    properties: { ...plain(given.get(urn) ?? {}), ...plain(props) },
    dependencies: dependencies.map((each) => each.urn),
  });
}
