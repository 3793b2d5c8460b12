/** `groundwork plan [STACK] [--json] [--against FILE]` */
import { Command } from "@commander-js/extra-typings";
import { isForbidden } from "@groundwork/rehearse/plan/policy-results";
import { planOf, printPlan } from "@groundwork/rehearse/plan/print";
import { stackArgument } from "@groundwork/rehearse/project/files";
import { failUnless } from "../status";

const description = `Evaluates a stack in this process and shows its resources and the results of the policies. Needs no engine and no account.
Exits with status 1 if a mandatory policy is violated.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("[stack]", "the stack", "dev")
    .option(
      "--json",
      "print all resources with their properties, and the policies' results, as JSON; secrets are masked",
    )
    .option("--against <file>", "compare the report with this report.json (default: the stack's last report)")
    .action(async (name, { json, against }) => {
      const stack = stackArgument([name]);
      if (!json) {
        failUnless(await printPlan(stack, against));
        return;
      }
      const plan = await planOf(stack);
      console.log(JSON.stringify(plan, null, 2));
      failUnless(!plan.policies.some(isForbidden));
    });
}
