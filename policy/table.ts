import type { Policy } from "./policy";
import { policies } from "./rules";

const ORDER = ["critical", "high", "medium", "low"];

/** All policies, the mandatory and most severe first. */
export function policyRows(): readonly Policy[] {
  const rank = ({ level, severity }: Policy) => (level === "mandatory" ? 0 : 10) + ORDER.indexOf(severity);
  return [...policies].sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** All policies as a table in Markdown, worst first, for docs/policies.md. */
export function policyTable(): string {
  return [
    "| policy | level | severity | what has to be so | source |",
    "| --- | --- | --- | --- | --- |",
    ...policyRows().map(
      ({ name, level, severity, demands, source }) =>
        `| [${name}](../policy/rules/${name}.ts) | ${level} | ${severity} | ${demands} | [source](${source}) |`,
    ),
  ].join("\n");
}
