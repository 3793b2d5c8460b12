/** Parses the table in docs/upgrades.md, which the tests compare with the platform. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

/** One line of the table. */
export interface Documented {
  readonly change: string;
  /** The names in the last column, sorted: `gallery-api (ConfigMap)`. */
  readonly replaced: readonly string[];
}

/** The lines of the table by their first column. Throws if there is no table. */
export function documentedChanges(): ReadonlyMap<string, Documented> {
  const lines = readFileSync(join(projectFolder, "docs/upgrades.md"), "utf8").split("\n");
  const start = lines.findIndex((line) => /^\| change +\|/.test(line));
  if (start < 0) throw new Error("docs/upgrades.md has no table whose first column is called change");
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
  const rows = lines.slice(start + 2, end).map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(
    rows.map(([, change = "", , , replaced = ""]) => {
      const names = [...replaced.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
      if (names.length === 0 && replaced !== "nothing")
        throw new Error(
          `docs/upgrades.md: ${change}: the last column is "${replaced}"; write nothing, or names`,
        );
      return [change, { change, replaced: names.sort() }];
    }),
  );
}
