/** `groundwork upgrade STACK WHAT TARGET [--dry-run]`: upgrades that one `pulumi up` would do in the wrong order. */
import { Argument, Command } from "@commander-js/extra-typings";
import { deliveryConfig } from "@groundwork/delivery/config";
import { openStack, policyPacks } from "@groundwork/delivery/stack";
import { actualOf } from "@groundwork/delivery/upgrade/actual";
import { carryOut } from "@groundwork/delivery/upgrade/carry-out";
import { classSteps } from "@groundwork/delivery/upgrade/instance-class";
import {
  kubernetesSteps,
  postgresSteps,
  type Step,
  shapeSteps,
} from "@groundwork/delivery/upgrade/procedures";
import { operate } from "@groundwork/rehearse/lifecycle/operations";
import { loadConfig } from "@groundwork/rehearse/project/config";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { settingsOf } from "@groundwork/rehearse/project/stack-settings";

const description = `Carries out upgrades that one \`pulumi up\` would do in the wrong order. Refreshes the state. Then, for each step, it changes
Pulumi.STACK.yaml, previews, and runs up. It stops before a step that would replace or delete a resource that holds
data. If it is interrupted, run the same command again. Needs pulumi on your PATH and credentials, as pulumi up does.
Commit Pulumi.STACK.yaml afterwards. docs/upgrades.md lists the checks before and after an upgrade.

  postgres VERSION     minor: replicas, then the primary; major: both together
  class CLASS          the database's instance class; larger: replicas first, smaller: the primary first
  kubernetes VERSION   one minor version after the other
  like STACK           the size and guard rails of another stack`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("<stack>", "the stack")
    .addArgument(
      new Argument("<what>", "what to upgrade").choices(["postgres", "class", "kubernetes", "like"]),
    )
    .argument("<target>", 'the version, the instance class, or the other stack for "like"')
    .option("--dry-run", "show the steps and the first one's preview; change neither cloud nor settings")
    .action(async (name, what, target, { dryRun = false }) => {
      const stack = await openStack(name);
      const { isAtLeastAsLarge = () => undefined } = deliveryConfig();
      const steps = async (): Promise<Step[]> => {
        if (what === "postgres") return postgresSteps(await actualOf(stack), target);
        if (what === "class") return classSteps(await actualOf(stack), target, isAtLeastAsLarge);
        if (what === "kubernetes") return kubernetesSteps(await actualOf(stack), target);
        return shapeSteps(
          settingsOf(projectFolder, name),
          settingsOf(projectFolder, target),
          isAtLeastAsLarge,
        );
      };
      if (!dryRun) await operate(stack, "refresh");
      const { holdsData = () => false } = loadConfig();
      const engine = { policyPacks: [...policyPacks()] };
      await carryOut(stack, await steps(), { dryRun, engine, holdsData, log: (line) => console.log(line) });
      console.log(dryRun ? "\nDry run: nothing was changed." : `\nDone. Commit Pulumi.${name}.yaml.`);
    });
}
