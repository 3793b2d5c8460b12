/** `groundwork state versions --stack NAME [--limit N]` */
import { requireStack } from "@groundwork/state/stacks";
import { stateVersions } from "@groundwork/state/versions";
import { wholeNumber } from "../../options";
import { backendOf, nameOf, stateCommand } from "../../state";

export function createCommand() {
  return stateCommand()
    .description("Lists earlier states, newest first.")
    .option("--limit <number>", "how many to list", wholeNumber(1), 20)
    .action(async (options) => {
      const [backend, name] = [backendOf(options), nameOf(options)];
      await requireStack(backend, name);
      const versions = await stateVersions(backend, name, options.limit);
      for (const { id, modified, size, resources, problem, latest } of versions) {
        const what = problem ?? `${resources} resources, ${(size / 1024).toFixed(0)} KiB`;
        console.log(`${id}  ${modified.toISOString()}  ${what}${latest ? "  (current)" : ""}`);
      }
    });
}
