/** `groundwork ci commands`: lists the commands of CI, one per line, for `.ci/run`. */
import { Command } from "@commander-js/extra-typings";
import { ciCommands } from "@groundwork/delivery/checks/ci/commands";

const description = `Prints the commands that .github/workflows/ci.yml runs, in its order, one per line: "tests" if jest runs or "check", a tab,
and the command.`;

/** Creates the command. `isCommand` comes from the catalogue, which loads this file. */
export function createCommand(isCommand: (name: string) => boolean) {
  return new Command().description(description).action(() => {
    for (const { line, jest } of ciCommands({ isCommand }))
      console.log(`${jest ? "tests" : "check"}\t${line}`);
  });
}
