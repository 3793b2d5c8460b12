/** `npm run plan [-- STACK] [--json]` */
import { parseArgs } from "node:util";
import { planAsJson, printPlan } from "./plan/print";
import { stackArgument } from "./project-files";
import { runScript } from "./script";

const usage = `Usage: npm run plan [-- STACK] [--json]

Evaluates a stack (default: dev) in this process and shows what it consists of. Needs no engine and no account.

  --json   print every resource with its properties as JSON, secrets masked`;

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const stack = stackArgument(positionals);
  if (values.json) console.log(await planAsJson(stack));
  else await printPlan(stack);
});
