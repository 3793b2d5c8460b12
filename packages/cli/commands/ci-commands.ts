/** `npm run ci:commands`: what CI runs, one command a line, for `.ci/run`. */
import { parseArgs } from "node:util";
import { ciCommands } from "@groundwork/delivery/checks/ci/commands";
import { runScript } from "../script";

const usage = `Usage: npm run ci:commands

Prints the commands that .github/workflows/ci.yml runs, in its order, one a line: "tests" or "check", how its tests are
to be counted, a tab, and the command.`;

void runScript(usage, async () => {
  parseArgs();
  for (const { line, jest } of ciCommands()) console.log(`${jest ? "tests" : "check"}\t${line}`);
});
