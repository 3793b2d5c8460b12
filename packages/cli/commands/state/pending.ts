/** `groundwork state pending --stack NAME` */
import { backendOf, printPending, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description("Shows resources whose creation was cut off, so that no state knows them.")
    .action(async ({ backend, project, stack }) => {
      const count = await printPending(backendOf({ backend }), { project, stack });
      if (count === 0) console.log(`No creation in ${stack} was cut off.`);
    });
}
