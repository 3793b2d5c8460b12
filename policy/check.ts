/** Runs policies over resources; knows neither the engine nor the simulation. */
import { expiry, nameForException, type Verdict, verdict, wrongExceptions } from "./exceptions";
import { type About, isResourcePolicy, type Policy, type Resource } from "./policy";
import { policies as allPolicies } from "./rules";
import type { PolicySettings } from "./settings";

/** A policy that a resource breaks, and whether it may. */
export interface Violation {
  readonly policy: About;
  readonly urn: string;
  /** What is wrong, and what to do. */
  readonly message: string;
  readonly verdict: Verdict;
}

/** The policy that the exceptions themselves have to keep. */
export const keepExceptionsValid: About = {
  name: "keep-exceptions-valid",
  level: "mandatory",
  severity: "medium",
  demands: "Every exception names a policy that exists and one resource that exists.",
  reason:
    "A misspelt exception protects nobody, and one for what is gone waits for the next of the same name.",
  fix: "Correct the exception in the stack's file, or take it out.",
  source: "docs/policies.md",
};

/** What a policy says about a resource. */
export function violations(policy: Policy, resource: Resource, settings: PolicySettings): Violation[] {
  if (!isResourcePolicy(policy) || !policy.types.includes(resource.type)) return [];
  return [...policy.check(resource, settings)].map((message) =>
    violation(policy, resource.urn, message, settings),
  );
}

/** What a policy says about how the resources go together. */
export function stackViolations(
  policy: Policy,
  resources: readonly Resource[],
  settings: PolicySettings,
): Violation[] {
  if (isResourcePolicy(policy)) return [];
  return [...policy.checkStack(resources, settings)].map(({ resource, message }) =>
    violation(policy, resource.urn, message, settings),
  );
}

/**
 * Everything that all policies, and the exceptions, have to say about a whole stack.
 *
 * @param resources with the properties that the program gives them
 * @param made the same with what the cloud made of them as well
 */
export function checkAll(
  resources: readonly Resource[],
  made: readonly Resource[],
  settings: PolicySettings,
  policies: readonly Policy[] = allPolicies,
): Violation[] {
  const stackUrn = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? "";
  return [
    ...wrongExceptions(settings, policies, resources).map((message) => ({
      policy: keepExceptionsValid,
      urn: stackUrn,
      message,
      verdict: { kind: "none" } as const,
    })),
    ...policies.flatMap((policy) => [
      ...resources.flatMap((resource) => violations(policy, resource, settings)),
      ...stackViolations(policy, made, settings),
    ]),
  ];
}

function violation(policy: Policy, urn: string, problem: string, settings: PolicySettings): Violation {
  const judged = verdict(policy.name, urn, settings);
  const message = `${nameForException(urn)}: ${problem}. ${policy.fix}${expiry(judged)}`;
  return { policy, urn, message, verdict: judged };
}
