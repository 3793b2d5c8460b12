/** `groundwork state unlock --stack NAME [--holder-is-gone]` */
import { describeLock, unlock } from "@groundwork/state/locks";
import { requireStack } from "@groundwork/state/stacks";
import { backendOf, nameOf, printPending, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description("Removes the locks of holders that are gone, and shows what their updates cut off.")
    .option("--holder-is-gone", "also locks of holders on other machines, which you have looked at")
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
