/** `groundwork preview [STACK] [--expect-no-changes]` */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { preview } from "@groundwork/delivery/preview/run";
import { requireSecretsKey } from "@groundwork/delivery/secrets-key";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { STACK_ARGUMENT, stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { failUnless } from "../status";

const description = `Shows what \`pulumi up -s STACK\` would change in a stack after a refresh, and the results of the policies in policy/.
Changes nothing. Needs the stack's login and credentials in the environment. Writes out/STACK/preview.json for
preview-comment and drift, even if the preview fails. The file contains no secrets.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("[stack]", STACK_ARGUMENT)
    .option("--expect-no-changes", "exit with status 1 if there are changes or drift")
    .action(async (name, { expectNoChanges }) => {
      const stack = stackArgument(name);
      await requireSecretsKey(stack);
      const found = await interruptible((signal) => preview({ folder: projectFolder, stack, signal }));
      const file = join("out", stack, "preview.json");
      write(join(projectFolder, file), `${JSON.stringify(found, null, 2)}\n`);
      const { changes, drift, result } = found;
      console.log(`\n${file}: ${result}, ${changes.length} to change, ${drift.length} drifted`);
      const unchanged = changes.length + drift.length === 0;
      failUnless(result !== "failed" && (!expectNoChanges || unchanged));
    });
}

/** Writes the file atomically, so that a reader never sees an incomplete file. */
function write(path: string, text: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, text);
  renameSync(part, path);
}
