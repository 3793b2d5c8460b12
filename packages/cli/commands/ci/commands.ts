/** `groundwork ci commands`: lists the commands of CI, one per line, for `.ci/run`. */
import { Command } from "@commander-js/extra-typings";
import { ciCommands } from "@groundwork/delivery/checks/ci/commands";
import { isCommand } from "../../catalogue";

const description = `Prints the commands that .github/workflows/ci.yml runs, in its order, one per line: "tests" if jest runs or "check", a tab,
and the command.`;

export function createCommand() {
  return new Command().description(description).action(() => {
    for (const { line, jest } of ciCommands({ isCommand }))
      console.log(`${jest ? "tests" : "check"}\t${line}`);
  });
}
