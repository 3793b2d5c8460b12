/** `groundwork state restore --stack NAME [--version ID]` */
import { requireStack } from "@groundwork/state/stacks";
import { restore } from "@groundwork/state/versions";
import { backendOf, nameOf, printPending, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description("Restores the newest readable state if the current one is not readable.")
    .option("--version <id>", "restore this version instead")
    .action(async (options) => {
      const { stack, version } = options;
      const backend = backendOf(options);
      const name = nameOf(options);
      await requireStack(backend, name);
      const { id, modified, resources } = await restore(backend, name, version);
      console.log(`Restored version ${id} of ${modified.toISOString()}, with ${resources} resources.`);
      console.log(
        `It does not contain later changes. Show the differences: pulumi preview -s ${stack} --refresh`,
      );
      await printPending(backend, name);
    });
}
