/** `groundwork policies [--markdown]` */
import { Command } from "@commander-js/extra-typings";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { loadConfig, type PolicySummary } from "@groundwork/rehearse/project/config";

export function createCommand() {
  return new Command()
    .description("Lists the policies, mandatory and most severe first.")
    .option("--markdown", "print the table of docs/policies.md")
    .action(({ markdown }) => {
      const { policies } = loadConfig();
      if (policies === undefined) throw new Explained("rehearse.config.ts has no policies.");
      console.log(markdown ? policies.table() : plainTable(policies.list()));
    });
}

/** Name, level and severity in columns, with the policy's requirement on the next line, so that it fits a terminal. */
function plainTable(rows: readonly PolicySummary[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows
    .map(({ name, level, severity, description }) =>
      [`${name.padEnd(width)}  ${level.padEnd(9)}  ${severity}`, ...wrapped(description, 76)].join("\n"),
    )
    .join("\n");
}

/** Wraps and indents a text at `width` characters. Longer words are not split. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width + 4)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines;
}
