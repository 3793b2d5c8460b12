/** `groundwork state versions --stack NAME [--limit N]` */
import { requireStack } from "@groundwork/state/stacks";
import { stateVersions } from "@groundwork/state/versions";
import { wholeNumber } from "../../options";
import { backendOf, nameOf, stateCommand } from "../../state";

const description = `Lists earlier states, newest first. The versions are the backup of the state: the bucket keeps every state that is
overwritten or deleted, for \`oldVersionDays\` days (account/Pulumi.main.yaml). \`state restore\` restores one. A
state in a folder (file://…) has no versions: copy the folder, or use \`pulumi stack export -s STACK --file FILE\`.`;

export function createCommand() {
  return stateCommand()
    .description(description)
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
