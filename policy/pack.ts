/** Converts the policies to the types of the policy SDK. */
import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { findStackViolations, findViolations, keepExceptionsValid, type Violation } from "./check";
import { findInvalidExceptions } from "./exceptions";
import {
  isResourcePolicy,
  type PolicyMetadata,
  type Resource,
  type ResourcePolicy,
  type StackPolicy,
} from "./policy";
import { type Properties, plain } from "./properties";
import { policies } from "./rules";
import { type PolicySettings, policySettings } from "./settings";

type SdkPolicy = ResourceValidationPolicy | StackValidationPolicy;

/** Creates the policies of the pack for a stack of a project with the given config (keys with their namespace). */
export function createPolicies(config: Readonly<Record<string, string>>, project: string): SdkPolicy[] {
  const settings = policySettings(config, project);
  /** Inputs of each resource by URN. The engine reports each resource before the whole stack. */
  const given = new Map<string, Properties>();
  const all = policies.map((policy) =>
    isResourcePolicy(policy)
      ? createResourceValidation(policy, settings, given)
      : createStackValidation(policy, settings, given),
  );
  return [...all, createExceptionValidation(settings, given)];
}

function createResourceValidation(
  policy: ResourcePolicy,
  settings: PolicySettings,
  given: Map<string, Properties>,
): ResourceValidationPolicy {
  return {
    ...describePolicy(policy),
    validateResource: ({ type, urn, name, props }, report) => {
      given.set(urn, props);
      if (!policy.types.includes(type)) return;
      const resource = { urn, type, name, properties: plain(props), dependencies: [] };
      for (const { message } of withoutExcepted(findViolations(policy, resource, settings))) report(message);
    },
  };
}

function createStackValidation(
  policy: StackPolicy,
  settings: PolicySettings,
  given: ReadonlyMap<string, Properties>,
): StackValidationPolicy {
  return {
    ...describePolicy(policy),
    validateStack: ({ resources }, report) => {
      const found = findStackViolations(policy, resources.map(mergeGivenProperties(given)), settings);
      for (const { message, urn } of withoutExcepted(found)) report(message, urn);
    },
  };
}

function createExceptionValidation(
  settings: PolicySettings,
  given: ReadonlyMap<string, Properties>,
): StackValidationPolicy {
  return {
    ...describePolicy(keepExceptionsValid),
    validateStack: ({ resources }, report) => {
      const problems = findInvalidExceptions(settings, policies, resources.map(mergeGivenProperties(given)));
      for (const problem of problems) report(problem);
    },
  };
}

function describePolicy({ name, level, severity, description, reason, fix, source }: PolicyMetadata) {
  return {
    name,
    description: `${description} ${reason}`,
    enforcementLevel: level,
    severity,
    remediationSteps: fix,
    url: source,
  };
}

const withoutExcepted = (found: readonly Violation[]) =>
  found.filter(({ verdict }) => verdict.kind !== "excepted");

/**
 * Merges inputs and outputs of the stack's resources. The engine reports outputs, which are empty in a preview whose
 * provider is not available yet (the Kubernetes provider before the cluster exists). Then the inputs are used.
 */
function mergeGivenProperties(given: ReadonlyMap<string, Properties>) {
  return ({ urn, type, name, props, dependencies }: PolicyResource): Resource => ({
    urn,
    type,
    name,
    properties: { ...plain(given.get(urn) ?? {}), ...plain(props) },
    dependencies: dependencies.map((each) => each.urn),
  });
}
