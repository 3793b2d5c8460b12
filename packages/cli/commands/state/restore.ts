/** `groundwork state restore --stack NAME [--version ID]` */
import { requireStack } from "@groundwork/state/stacks";
import { restore } from "@groundwork/state/versions";
import { backendOf, nameOf, printPending, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description("Puts back the newest state that can be read, when the present one cannot.")
    .option("--version <id>", "put back this version instead")
    .action(async (options) => {
      const { stack, version } = options;
      const backend = backendOf(options);
      const name = nameOf(options);
      await requireStack(backend, name);
      const { id, modified, resources } = await restore(backend, name, version);
      console.log(`Restored version ${id} of ${modified.toISOString()}, with ${resources} resources.`);
      console.log(
        `It does not contain what was done after it. See what differs: pulumi preview -s ${stack} --refresh`,
      );
      await printPending(backend, name);
    });
}
