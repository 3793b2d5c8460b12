/** Differences between two texts, by line. */

/** The removed lines, with "- ", and the added ones, with "+ ", in the order of the text. */
export function differences(before: string, after: string): readonly string[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  // Length of the longest common subsequence of what follows each pair of positions.
  const common = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  const at = (row: number, column: number) => common[row]?.[column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--)
    for (let column = now.length - 1; column >= 0; column--) {
      const same = old[row] === now[column];
      const longest = same ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      (common[row] ?? [])[column] = longest;
    }
  const lines: string[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column])
      [row, column] = [row + 1, column + 1];
    else if (row < old.length && (column === now.length || at(row + 1, column) >= at(row, column + 1)))
      lines.push(`- ${old[row++]}`);
    else lines.push(`+ ${now[column++]}`);
  }
  return lines;
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
