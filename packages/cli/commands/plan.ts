/** `groundwork plan [STACK | --all] [--json] [--against FILE]` */
import { Command, Option } from "@commander-js/extra-typings";
import { describeFileImages } from "@groundwork/delivery/images";
import { isForbidden } from "@groundwork/rehearse/plan/policy-results";
import { planOf, printPlan } from "@groundwork/rehearse/plan/print";
import { readEnvironments } from "@groundwork/rehearse/project/environments";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { STACK_ARGUMENT, stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { failUnless } from "../status";

const description = `Evaluates a stack in this process and shows its resources and the results of the policies. Needs no engine and no account.
Rejects versions, classes and zones that AWS does not offer today (GROUNDWORK_TODAY: another date). Exits with status 1 if a
mandatory policy is violated.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("[stack]", STACK_ARGUMENT)
    .addOption(new Option("--all", "every environment of environments.yaml").conflicts(["json", "against"]))
    .option(
      "--json",
      "print all resources with their properties, and the policies' results, as JSON; secrets are masked",
    )
    .option("--against <file>", "compare the report with this report.json (default: the stack's last report)")
    .action(async (name, { all, json, against }) => {
      if (all) {
        let passed = true;
        for (const { stack } of readEnvironments()) passed = (await showPlan(stack, against)) && passed;
        failUnless(passed);
        return;
      }
      const stack = stackArgument(name);
      if (!json) {
        failUnless(await showPlan(stack, against));
        return;
      }
      const plan = await planOf(stack);
      console.log(JSON.stringify(plan, null, 2));
      failUnless(!plan.policies.some(isForbidden));
    });
}

/** Shows a plan. Returns whether the stack keeps the mandatory policies. */
async function showPlan(stack: string, against: string | undefined): Promise<boolean> {
  const kept = await printPlan(stack, against);
  const images = describeFileImages(projectFolder, stack);
  if (images !== undefined) console.log(`\n${images}`);
  return kept;
}
