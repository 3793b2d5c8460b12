/** `groundwork state locks --stack NAME` */
import { describeLock, locksOf } from "@groundwork/state/locks";
import { backendOf, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description("Shows who holds the stack's locks, and whether the holder is alive.")
    .action(async ({ backend, project, stack }) => {
      const locks = await locksOf(backendOf({ backend }), { project, stack });
      console.log(locks.length === 0 ? `${stack} is not locked.` : `${stack} is locked:`);
      for (const lock of locks) console.log(`  ${describeLock(lock)}`);
    });
}
