/** The policies in the shape in which the policy SDK takes them. */
import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { keepExceptionsValid, stackViolations, type Violation, violations } from "./check";
import { wrongExceptions } from "./exceptions";
import { type About, isResourcePolicy, type Policy, type Resource } from "./policy";
import { plain } from "./properties";
import { policies } from "./rules";
import { type PolicySettings, policySettings } from "./settings";

/** The whole pack, for a stack with the given config (keys with their namespace). */
export function pack(
  config: Readonly<Record<string, string>>,
): (ResourceValidationPolicy | StackValidationPolicy)[] {
  const settings = policySettings(config);
  return [...policies.map((policy) => translated(policy, settings)), exceptionsPolicy(settings)];
}

function translated(
  policy: Policy,
  settings: PolicySettings,
): ResourceValidationPolicy | StackValidationPolicy {
  if (isResourcePolicy(policy)) {
    return {
      ...described(policy),
      validateResource: ({ type, urn, name, props }, report) => {
        if (!policy.types.includes(type)) return;
        const resource = { urn, type, name, properties: plain(props), dependencies: [] };
        for (const { message } of broken(violations(policy, resource, settings))) report(message);
      },
    };
  }
  return {
    ...described(policy),
    validateStack: ({ resources }, report) => {
      const found = stackViolations(policy, resources.map(seen), settings);
      for (const { message, urn } of broken(found)) report(message, urn);
    },
  };
}

function exceptionsPolicy(settings: PolicySettings): StackValidationPolicy {
  return {
    ...described(keepExceptionsValid),
    validateStack: ({ resources }, report) => {
      for (const problem of wrongExceptions(settings, policies, resources.map(seen))) report(problem);
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

function seen({ urn, type, name, props, dependencies }: PolicyResource): Resource {
  return { urn, type, name, properties: plain(props), dependencies: dependencies.map((each) => each.urn) };
}
