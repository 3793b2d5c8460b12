/** `npm run preview -- STACK [--expect-no-changes]` */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { preview } from "@groundwork/delivery/preview/run";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectFolder, stackArgument } from "@groundwork/rehearse/project/files";
import { runScript } from "../script";

const usage = `Usage: npm run preview -- STACK [--expect-no-changes]

Asks the engine what \`pulumi up\` would change in a stack (default: dev), after it has looked at what is really there,
and what the policies in policy/ say. Changes nothing. Needs the stack's login and credentials in the environment.
Writes out/STACK/preview.json, also when the preview fails: for preview-comment and drift. No secret is in it.

  --expect-no-changes   exit with status 1 when there is something to change, or something has drifted`;

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { "expect-no-changes": { type: "boolean", default: false } },
  });
  const stack = stackArgument(positionals);
  const found = await interruptible((signal) => preview({ folder: projectFolder, stack, signal }));
  const file = join("out", stack, "preview.json");
  write(join(projectFolder, file), `${JSON.stringify(found, null, 2)}\n`);
  const { changes, drift, result } = found;
  console.log(`\n${file}: ${result}, ${changes.length} to change, ${drift.length} drifted`);
  if (result === "failed") return false;
  return !values["expect-no-changes"] || changes.length + drift.length === 0;
});

/** All or nothing: who reads the file never sees half of it. */
function write(path: string, text: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, text);
  renameSync(part, path);
}
