import type { Finding } from "@groundwork/testbed/manifest-scanners/finding";
import type { Exception } from "./exceptions";

/** Whether an exception covers a finding. */
function covers({ rules, objects }: Exception, { rule, object }: Finding): boolean {
  return rules.includes(rule) && objects.some((pattern) => matches(pattern, object));
}

const matches = (pattern: string, object: string): boolean =>
  pattern.endsWith("*") ? object.startsWith(pattern.slice(0, -1)) : object === pattern;

/** Findings without an exception, one line each. */
export function findUnexplained(findings: readonly Finding[], exceptions: readonly Exception[]): string[] {
  return findings
    .filter((finding) => !exceptions.some((exception) => covers(exception, finding)))
    .map(({ rule, object, message }) => `${object}: ${rule}: ${message}`);
}

/** Rules and objects of exceptions that match no finding, one line each. */
export function findUnused(findings: readonly Finding[], exceptions: readonly Exception[]): string[] {
  return exceptions.flatMap((exception) => {
    const used = findings.filter((finding) => covers(exception, finding));
    return [
      ...exception.rules.filter((rule) => !used.some((finding) => finding.rule === rule)),
      ...exception.objects.filter((pattern) => !used.some(({ object }) => matches(pattern, object))),
    ].map((each) => `${each} matches no finding: remove it (${exception.reason})`);
  });
}
