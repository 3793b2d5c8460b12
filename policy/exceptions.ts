/** Applies exceptions from policies, and finds invalid ones. */

import type { PolicyException } from "../settings/policy-exceptions";
import { findNearest } from "../settings/problems";
import type { Policy, Resource } from "./policy";
import type { PolicySettings } from "./settings";

/** Whether an exception allows a violation: no exception, a current one, or an expired one. */
export type Verdict =
  | { readonly kind: "none" }
  | { readonly kind: "excepted"; readonly exception: PolicyException }
  | { readonly kind: "expired"; readonly exception: PolicyException };

/** Finds the exception for a policy and a resource. It is valid up to and including the day in `until`. */
export function findVerdict(policy: string, urn: string, { exceptions, today }: PolicySettings): Verdict {
  const matching = exceptions.filter((each) => each.policy === policy && matchesResource(each.resource, urn));
  const inForce = matching.find(({ until }) => until >= today);
  if (inForce) return { kind: "excepted", exception: inForce };
  const [expired] = matching;
  return expired ? { kind: "expired", exception: expired } : { kind: "none" };
}

/** Formats a URN as TYPE::NAME for exceptions: `aws:sqs/queue:Queue::thumbnailer-failures`. */
export function formatResource(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split("$").at(-1)}::${name.join("::")}`;
}

function matchesResource(resource: string, urn: string): boolean {
  return resource === urn || resource === formatResource(urn);
}

/** Finds exceptions for policies or resources that do not exist, or for several resources. Returns one sentence for each. */
export function findInvalidExceptions(
  { exceptions, project }: PolicySettings,
  policies: readonly Policy[],
  resources: readonly Resource[],
): string[] {
  return exceptions.flatMap(({ policy, resource }, at) => {
    const where = `${project}:policyExceptions[${at}]`;
    const names = policies.map(({ name }) => name);
    const problems: string[] = [];
    if (!names.includes(policy))
      problems.push(`${where}: there is no policy ${policy}; did you mean ${findNearest(policy, names)}?`);
    const matching = resources.filter(({ urn }) => matchesResource(resource, urn));
    if (matching.length === 0) {
      const candidates = resources.map(({ urn }) => formatResource(urn));
      const nearest = findNearest(resource, candidates);
      problems.push(
        `${where}: the stack has no resource ${resource}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
      );
    }
    if (matching.length > 1)
      problems.push(
        `${where}: ${resource} matches ${matching.length} resources; use the URN of one: ${matching.map(({ urn }) => urn).join(" or ")}`,
      );
    return problems;
  });
}

/** Describes an expired exception, for the end of a violation's message. Empty if there is none. */
export function describeExpiry(verdict: Verdict): string {
  if (verdict.kind !== "expired") return "";
  return ` Its exception expired after ${verdict.exception.until} (${verdict.exception.reason}).`;
}
