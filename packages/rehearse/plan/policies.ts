import { loadConfig } from "../project/config";
import { isForbidden, type PolicyResult } from "./policy-results";

const SEVERITIES = ["critical", "high", "medium", "low"];

/** Names of the project's policies. */
export function policyNames(): readonly string[] {
  const list = loadConfig().policies?.list() ?? [];
  return list.map(({ name }) => name);
}

/** Formats the results of the policies: a summary line, then violations, most severe first, and exceptions. */
export function renderPolicies(results: readonly PolicyResult[], names: readonly string[]): string {
  if (names.length === 0) return "Policies: the project has none";
  const sorted = [...results].sort((one, other) => rank(one) - rank(other));
  const broken = new Set(results.map(({ policy }) => policy));
  const kept = names.filter((name) => !broken.has(name)).length;
  const count = (what: string, matching: (result: PolicyResult) => boolean) => {
    const found = results.filter(matching).length;
    return found > 0 ? [`${found} ${what}`] : [];
  };
  const violations = [
    ...count("mandatory", isForbidden),
    ...count("advisory", (result) => result.level === "advisory" && !result.excepted),
    ...count("excepted", ({ excepted }) => excepted !== undefined),
  ].join(", ");
  const found = violations === "" ? "" : `; violations: ${violations}`;
  const summary = `Policies: ${kept} of ${names.length} without violations${found}`;
  return [summary, ...sorted.flatMap(describe)].join("\n");
}

function rank({ level, severity, excepted }: PolicyResult): number {
  return (excepted ? 20 : 0) + (level === "mandatory" ? 0 : 10) + SEVERITIES.indexOf(severity);
}

function describe(result: PolicyResult): string[] {
  const { policy, level, severity, message, excepted, source } = result;
  const mark = isForbidden(result) ? "!!" : "--";
  const until = excepted ? [`      excepted until ${excepted.until}: ${excepted.reason}`] : [];
  return [`  ${mark}  ${policy} (${level}, ${severity})`, `      ${message}`, ...until, `      ${source}`];
}
