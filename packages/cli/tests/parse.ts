/**
 * Reads command lines from stdin, a JSON list of lists of words after `groundwork`, and prints for each what commander
 * says about it, null when it would start the command. Runs nothing. A process of its own, because some of what the
 * commands import is ESM, which jest cannot require.
 */
import { readFileSync } from "node:fs";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { commandLine, createProgram } from "../program";

const lines: readonly (readonly string[])[] = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(lines.map(problemOf)));

function problemOf(words: readonly string[]): string | null {
  const args = commandLine(words);
  const program = createProgram(args);
  let said = "";
  withEach(program, (command) => {
    command.configureOutput({
      writeErr: (text) => {
        said += text;
      },
      writeOut: () => undefined,
    });
    if (command.commands.length === 0) command.action(() => undefined);
  });
  try {
    program.parse(args, { from: "user" });
    return null;
  } catch (error) {
    const {
      code = "",
      exitCode = 1,
      message = "",
    }: { code?: string; exitCode?: number; message?: string } = Object(error);
    return exitCode === 0 ? null : `${code}: ${said || message}`;
  }
}

function withEach(command: CommandUnknownOpts, change: (command: CommandUnknownOpts) => void): void {
  change(command);
  for (const each of command.commands) withEach(each, change);
}
