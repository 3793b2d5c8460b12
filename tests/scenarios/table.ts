/** Tables of results for the terminal. */

/** A row of cells, and lines below it. */
interface Row {
  readonly cells: readonly string[];
  /** Such as the problems of a scenario. */
  readonly below?: readonly string[];
}

/**
 * Formats rows in columns that are as wide as their widest cell.
 *
 * @param left the columns that begin at the left, by number; the others end at the right
 */
export function formatRows(head: readonly string[], rows: readonly Row[], left: readonly number[]): string[] {
  const all = [head, ...rows.map(({ cells }) => cells)];
  const widths = head.map((_, at) => Math.max(...all.map((cells) => cells[at]?.length ?? 0)));
  const format = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (left.includes(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return [
    format(head),
    ...rows.flatMap(({ cells, below = [] }) => [format(cells), ...below.map((line) => `        ${line}`)]),
  ];
}

/** The kinds of failed requests with their numbers, in one line, or no line without any. */
export function listFailures(failures: ReadonlyMap<string, number>): string[] {
  return failures.size === 0 ? [] : [[...failures].map(([kind, count]) => `${count} × ${kind}`).join(", ")];
}
