/** `groundwork state locks --stack NAME` */
import { describeLock, locksOf } from "@groundwork/state/locks";
import { requireStack } from "@groundwork/state/stacks";
import { backendOf, nameOf, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description("Shows which processes hold the stack's locks, and whether they still run.")
    .action(async (options) => {
      const { stack } = options;
      const [backend, name] = [backendOf(options), nameOf(options)];
      await requireStack(backend, name);
      const locks = await locksOf(backend, name);
      console.log(locks.length === 0 ? `${stack} is not locked.` : `${stack} is locked:`);
      for (const lock of locks) console.log(`  ${describeLock(lock)}`);
    });
}
