/**
 * Reads command lines from stdin (a JSON list of lists of words after `groundwork`), and prints the result of parsing each one.
 * Runs no command. It is a separate process, because the commands import ES modules, which jest cannot require.
 */
import { readFileSync } from "node:fs";
import { CommanderError, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { commandLine, createProgram } from "../program";
import type { Parsed } from "./command";

const lines: readonly (readonly string[])[] = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(lines.map(parsed)));

function parsed(words: readonly string[]): Parsed {
  const args = commandLine(words);
  const program = createProgram(args);
  let [code, stdout, stderr] = ["started", "", ""];
  withEach(program, (command) => {
    command.configureOutput({
      writeErr: (text) => {
        stderr += text;
      },
      writeOut: (text) => {
        stdout += text;
      },
    });
    // A command with arguments, such as `restore`, can have others below it.
    if (command.commands.length === 0 || command.registeredArguments.length > 0)
      command.action(() => undefined);
  });
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.code;
  }
  return { code, stdout, stderr };
}

function withEach(command: CommandUnknownOpts, change: (command: CommandUnknownOpts) => void): void {
  change(command);
  for (const each of command.commands) withEach(each, change);
}
