/** Exceptions from policies: which one applies, and which are wrong themselves. */

import type { PolicyException } from "../settings/policy-exceptions";
import { findNearest } from "../settings/problems";
import type { Policy, Resource } from "./policy";
import type { PolicySettings } from "./settings";

/** What an exception makes of a violation. */
export type Verdict =
  | { readonly kind: "none" }
  | { readonly kind: "excepted"; readonly exception: PolicyException }
  | { readonly kind: "expired"; readonly exception: PolicyException };

/** Whether a resource may break a policy today. The day named in `until` still counts. */
export function verdict(policy: string, urn: string, { exceptions, today }: PolicySettings): Verdict {
  const matching = exceptions.filter((each) => each.policy === policy && isNamed(each.resource, urn));
  const inForce = matching.find(({ until }) => until >= today);
  if (inForce) return { kind: "excepted", exception: inForce };
  const [expired] = matching;
  return expired ? { kind: "expired", exception: expired } : { kind: "none" };
}

/** What to write for a resource into an exception: `aws:sqs/queue:Queue::thumbnailer-failures`. */
export function nameForException(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split("$").at(-1)}::${name.join("::")}`;
}

function isNamed(resource: string, urn: string): boolean {
  return resource === urn || resource === nameForException(urn);
}

/**
 * What is wrong with the exceptions themselves, a sentence each: a policy or a resource that does not exist (a misspelt
 * exception would protect nobody, and one for something long gone would wait for its next of the same name), one that
 * means several resources.
 */
export function wrongExceptions(
  { exceptions }: PolicySettings,
  policies: readonly Policy[],
  resources: readonly Resource[],
): string[] {
  return exceptions.flatMap(({ policy, resource }, at) => {
    const where = `groundwork:policyExceptions[${at}]`;
    const names = policies.map(({ name }) => name);
    const problems: string[] = [];
    if (!names.includes(policy))
      problems.push(`${where}: there is no policy ${policy}; is it ${findNearest(policy, names)}?`);
    const meant = resources.filter(({ urn }) => isNamed(resource, urn));
    if (meant.length === 0) {
      const candidates = resources.map(({ urn }) => nameForException(urn));
      problems.push(
        `${where}: the stack has no resource ${resource}; is it ${findNearest(resource, candidates) ?? "gone"}?`,
      );
    }
    if (meant.length > 1)
      problems.push(
        `${where}: ${resource} is ${meant.length} resources; write one's URN: ${meant.map(({ urn }) => urn).join(" or ")}`,
      );
    return problems;
  });
}

/** `; its exception expired on 2026-01-31 (reason)`, for the end of a violation's message; empty without one. */
export function expiry(judged: Verdict): string {
  if (judged.kind !== "expired") return "";
  return ` Its exception ended on ${judged.exception.until} (${judged.exception.reason}).`;
}
