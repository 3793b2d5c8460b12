/** `groundwork plan [STACK] [--json] [--against FILE]` */
import { Command } from "@commander-js/extra-typings";
import { describeFileImages } from "@groundwork/delivery/images";
import { isForbidden } from "@groundwork/rehearse/plan/policy-results";
import { planOf, printPlan } from "@groundwork/rehearse/plan/print";
import { projectFolder, stackArgument } from "@groundwork/rehearse/project/files";
import { failUnless } from "../status";

const description = `Evaluates a stack in this process and shows its resources and the results of the policies. Needs no engine and no account.
Rejects versions, classes and zones that AWS does not offer today (GROUNDWORK_TODAY: another date). Exits with status 1 if a
mandatory policy is violated.`;

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
        const kept = await printPlan(stack, against);
        const images = describeFileImages(projectFolder, stack);
        if (images !== undefined) console.log(`\n${images}`);
        failUnless(kept);
        return;
      }
      const plan = await planOf(stack);
      console.log(JSON.stringify(plan, null, 2));
      failUnless(!plan.policies.some(isForbidden));
    });
}
