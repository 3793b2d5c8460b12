/** `groundwork state restore --stack NAME [--version ID]` */
import { restore } from "@groundwork/state/versions";
import { backendOf, printPending, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description("Puts back the newest state that can be read, when the present one cannot.")
    .option("--version <id>", "put back this version instead")
    .action(async ({ backend: url, project, stack, version }) => {
      const backend = backendOf({ backend: url });
      const name = { project, stack };
      const { id, modified, resources } = await restore(backend, name, version);
      console.log(`Restored version ${id} of ${modified.toISOString()}, with ${resources} resources.`);
      console.log(
        `It does not contain what was done after it. See what differs: pulumi preview -s ${stack} --refresh`,
      );
      await printPending(backend, name);
    });
}
