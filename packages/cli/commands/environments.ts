/** `groundwork environments [--json | --names] [--stack NAME]` */
import { Command, Option } from "@commander-js/extra-typings";
import { workflowEnvironment } from "@groundwork/delivery/environments";
import { findEnvironment, readEnvironments } from "@groundwork/rehearse/project/environments";

const description = `Lists the environments of environments.yaml in the order of delivery, and checks the file.`;

export function createCommand() {
  return new Command()
    .description(description)
    .option("--stack <name>", "only this environment")
    .addOption(new Option("--json", "print one line of JSON, as the workflows read it").conflicts("names"))
    .option("--names", "print only the names of the stacks, one a line")
    .action(({ stack, json, names }) => {
      const all = readEnvironments();
      const environments = stack === undefined ? all : [findEnvironment(all, stack)];
      if (json) console.log(JSON.stringify(environments.map(workflowEnvironment)));
      else if (names) for (const { stack: name } of environments) console.log(name);
      else
        for (const { stack: name, guardRails, approval, runner } of environments)
          console.log(
            `${name.padEnd(20)}  ${guardRails.padEnd(11)}  approval: ${approval.padEnd(8)}  ${runner ?? ""}`.trimEnd(),
          );
    });
}
