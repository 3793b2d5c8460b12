/** `groundwork state list` */
import { listStacks } from "@groundwork/state/stacks";
import { backendCommand, backendOf } from "../../state";

export function createCommand() {
  return backendCommand()
    .description("Lists all stacks of the backend, with the size and age of their states, and locks.")
    .action(async (options) => {
      const backend = backendOf(options);
      const stacks = await listStacks(backend);
      if (stacks.length === 0) console.log(`${backend.url} has no stacks.`);
      const locked = new Set(
        (await backend.list(".pulumi/locks/organization/")).map(({ key }) =>
          key.split("/").slice(3, 5).join("/"),
        ),
      );
      for (const { project, stack, size, modified } of stacks) {
        const state = `${project}/${stack}`;
        const kibibytes = (size / 1024).toFixed(0).padStart(6);
        const lock = locked.has(state) ? "  locked" : "";
        console.log(`${state.padEnd(40)} ${kibibytes} KiB  ${modified.toISOString()}${lock}`);
      }
    });
}
