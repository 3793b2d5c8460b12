import type { Policy } from "./policy";
import { policies } from "./rules";

const ORDER = ["critical", "high", "medium", "low"];

/** Sorts all policies, mandatory and most severe first. */
export function policyRows(): readonly Policy[] {
  const rank = ({ level, severity }: Policy) => (level === "mandatory" ? 0 : 10) + ORDER.indexOf(severity);
  return [...policies].sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** Creates the Markdown table of all policies for docs/policies.md, by level and severity. */
export function policyTable(): string {
  return [
    "| policy | level | severity | requirement | source |",
    "| --- | --- | --- | --- | --- |",
    ...policyRows().map(
      ({ name, level, severity, description, source }) =>
        `| [${name}](../policy/rules/${name}.ts) | ${level} | ${severity} | ${description} | [source](${source}) |`,
    ),
  ].join("\n");
}
