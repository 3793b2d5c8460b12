/** `groundwork state locks --stack NAME` */
import { describeLock, locksOf } from "@groundwork/state/locks";
import { backendOf, nameOf, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description("Shows who holds the stack's locks, and whether the holder is alive.")
    .action(async (options) => {
      const { stack } = options;
      const locks = await locksOf(backendOf(options), nameOf(options));
      console.log(locks.length === 0 ? `${stack} is not locked.` : `${stack} is locked:`);
      for (const lock of locks) console.log(`  ${describeLock(lock)}`);
    });
}
