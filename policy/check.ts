/** Checks resources against policies. Used by the policy pack and by `npm run plan`. */
import {
  describeExpiry,
  findInvalidExceptions,
  findVerdict,
  formatResource,
  type Verdict,
} from "./exceptions";
import { isResourcePolicy, type Policy, type PolicyMetadata, type Resource } from "./policy";
import { policies as allPolicies } from "./rules";
import type { PolicySettings } from "./settings";

/** A violation of a policy by a resource, and the exception that applies to it. */
export interface Violation {
  readonly policy: PolicyMetadata;
  readonly urn: string;
  /** The problem and how to fix it. */
  readonly message: string;
  readonly verdict: Verdict;
}

/** The policy that checks the exceptions. */
export const keepExceptionsValid: PolicyMetadata = {
  name: "keep-exceptions-valid",
  level: "mandatory",
  severity: "medium",
  description: "Every exception names an existing policy and exactly one existing resource.",
  reason:
    "A misspelt exception has no effect, and one for a deleted resource applies to the next resource of that name.",
  fix: "Correct the exception in the stack's file, or remove it.",
  source: "docs/policies.md",
};

/** Checks a resource against a resource policy. Returns nothing for a stack policy. */
export function findViolations(policy: Policy, resource: Resource, settings: PolicySettings): Violation[] {
  if (!isResourcePolicy(policy) || !policy.types.includes(resource.type)) return [];
  return [...policy.check(resource, settings)].map((message) =>
    createViolation(policy, resource.urn, message, settings),
  );
}

/** Checks all resources against a stack policy. Returns nothing for a resource policy. */
export function findStackViolations(
  policy: Policy,
  resources: readonly Resource[],
  settings: PolicySettings,
): Violation[] {
  if (isResourcePolicy(policy)) return [];
  return [...policy.checkStack(resources, settings)].map(({ resource, message }) =>
    createViolation(policy, resource.urn, message, settings),
  );
}

/**
 * Checks a whole stack against all policies, and checks the exceptions.
 *
 * @param resources the resources with their inputs
 * @param made the same resources with inputs and outputs
 */
export function checkAll(
  resources: readonly Resource[],
  made: readonly Resource[],
  settings: PolicySettings,
  policies: readonly Policy[] = allPolicies,
): Violation[] {
  const stackUrn = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? "";
  return [
    ...findInvalidExceptions(settings, policies, resources).map((message) => ({
      policy: keepExceptionsValid,
      urn: stackUrn,
      message,
      verdict: { kind: "none" } as const,
    })),
    ...policies.flatMap((policy) => [
      ...resources.flatMap((resource) => findViolations(policy, resource, settings)),
      ...findStackViolations(policy, made, settings),
    ]),
  ];
}

function createViolation(policy: Policy, urn: string, problem: string, settings: PolicySettings): Violation {
  const verdict = findVerdict(policy.name, urn, settings);
  const message = `${formatResource(urn)}: ${problem}. ${policy.fix}${describeExpiry(verdict)}`;
  return { policy, urn, message, verdict };
}
