import type { Policy } from "./policy";
import { policies } from "./rules";

const ORDER = ["critical", "high", "medium", "low"];

/** Creates the Markdown table of all policies for docs/policies.md, by level and severity. */
export function policyTable(): string {
  const rank = ({ level, severity }: Policy) => (level === "mandatory" ? 0 : 10) + ORDER.indexOf(severity);
  const sorted = [...policies].sort(
    (one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name),
  );
  return [
    "| policy | level | severity | requirement | source |",
    "| --- | --- | --- | --- | --- |",
    ...sorted.map(
      ({ name, level, severity, description, source }) =>
        `| [${name}](../policy/rules/${name}.ts) | ${level} | ${severity} | ${description} | [source](${source}) |`,
    ),
  ].join("\n");
}
