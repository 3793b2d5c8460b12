/** `npm run plan [-- STACK] [--json] [--against FILE]` */
import { parseArgs } from "node:util";
import { isForbidden } from "@groundwork/rehearse/plan/policy-results";
import { planOf, printPlan } from "@groundwork/rehearse/plan/print";
import { stackArgument } from "@groundwork/rehearse/project/files";
import { runScript } from "../script";

const usage = `Usage: npm run plan [-- STACK] [--json] [--against FILE]

Evaluates a stack (default: dev) in this process and shows what it consists of, and what the policies say about it. Needs
no engine and no account. Exits with 1 when a mandatory policy is broken.

  --json           print every resource with its properties, and the policies' results, as JSON, secrets masked
  --against FILE   another report.json to compare the report with. Default: the last one of this stack`;

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, against: { type: "string" } },
  });
  const stack = stackArgument(positionals);
  if (!values.json) return printPlan(stack, values.against);
  const plan = await planOf(stack);
  console.log(JSON.stringify(plan, null, 2));
  return !plan.policies.some(isForbidden);
});
