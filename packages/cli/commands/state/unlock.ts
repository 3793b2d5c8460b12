/** `groundwork state unlock --stack NAME [--holder-is-gone]` */
import { describeLock, unlock } from "@groundwork/state/locks";
import { requireStack } from "@groundwork/state/stacks";
import { backendOf, nameOf, printPending, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description("Removes locks whose processes have ended, and shows the creations that were interrupted.")
    .option(
      "--holder-is-gone",
      "also remove locks of other machines, after you have checked that their process ended",
    )
    .action(async (options) => {
      const { stack, holderIsGone = false } = options;
      const backend = backendOf(options);
      const name = nameOf(options);
      await requireStack(backend, name);
      const removed = await unlock(backend, name, { holderIsGone });
      for (const lock of removed) console.log(`Removed ${describeLock(lock)}`);
      if (removed.length === 0) console.log(`${stack} is not locked.`);
      await printPending(backend, name);
    });
}
