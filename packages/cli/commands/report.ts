/** `npm run report [-- STACK] [--against FILE]` */
import { parseArgs } from "node:util";
import { stackArgument } from "@groundwork/rehearse/project/files";
import { reportStack } from "@groundwork/rehearse/report/stack";
import { runScript } from "../script";

const usage = `Usage: npm run report [-- STACK] [--against FILE]

Writes out/STACK/report.html (default: dev): one page that shows what the stack consists of, what differs from the last
report, what it costs, how long it takes and what the policies say. Needs no engine and no account.

  --against FILE   another report.json to compare with, such as another stack's. Default: the last one of this stack`;

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { against: { type: "string" } },
  });
  const stack = stackArgument(positionals);
  console.log((await reportStack(stack, values.against)).join("\n"));
});
