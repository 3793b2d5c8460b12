/** `groundwork report [STACK] [--against FILE]` */
import { Command } from "@commander-js/extra-typings";
import { STACK_ARGUMENT, stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { reportStack } from "@groundwork/rehearse/report/stack";

const description = `Writes out/STACK/report.html: one page with the stack's resources, the changes since the last report, cost, deployment time
and the results of the policies. Needs no engine and no account.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("[stack]", STACK_ARGUMENT)
    .option("--against <file>", "compare with this report.json (default: the stack's last report)")
    .action(async (name, { against }) => {
      console.log((await reportStack(stackArgument(name), against)).join("\n"));
    });
}
