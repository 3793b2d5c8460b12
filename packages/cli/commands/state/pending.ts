/** `groundwork state pending --stack NAME` */
import { backendOf, nameOf, printPending, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description(
      "Shows resources whose creation was interrupted, and that may exist without being in the state.",
    )
    .action(async (options) => {
      const count = await printPending(backendOf(options), nameOf(options));
      if (count === 0) console.log(`No creation in ${options.stack} was interrupted.`);
    });
}
