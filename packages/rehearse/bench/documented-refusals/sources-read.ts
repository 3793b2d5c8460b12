/**
 * Which rows were compared with the page that they name, when, and in which copy of it. The list is in sources-read.txt: a line
 * with the date and the copy, and below it the rows that were compared. A row whose inputs or page change must be compared again.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RefusalTable } from "./table";

/** The file with the list. */
const sourcesReadFile = join(__dirname, "sources-read.txt");

/** One row that was compared with its source. */
interface SourceRead {
  /** The day, as `YYYY-MM-DD`. */
  readonly date: string;
  /** The copy that was read, such as `botocore 1.43.62 ec2 CreateSubnet`. */
  readonly copy: string;
  /** The row as `sourceKeys` writes it. */
  readonly key: string;
}

/** The rows of the list. */
export function readSources(text = readFileSync(sourcesReadFile, "utf8")): readonly SourceRead[] {
  let [date, copy] = ["", ""];
  return text.split("\n").flatMap((line) => {
    if (line === "" || line.startsWith("#")) return [];
    if (line.startsWith("  ")) return { date, copy, key: line.trim() };
    [, date = "", copy = ""] = /^(\d{4}-\d\d-\d\d) (.+)$/.exec(line) ?? [];
    if (date === "") throw new Error(`sources-read.txt: "${line}" is not a date and the copy of a source`);
    return [];
  });
}

/** Type, title and a digest of the source and the inputs of each row. */
export function sourceKeys(tables: readonly RefusalTable[]): readonly string[] {
  return tables.flatMap((table) =>
    table.rows.map(({ title, refused, accepted, from = {}, before = [], source = table.source }) => {
      const content = JSON.stringify([source, refused, accepted, from, before]);
      const digest = createHash("sha256").update(content).digest("hex").slice(0, 8);
      return `${table.type} | ${title} | ${digest}`;
    }),
  );
}
