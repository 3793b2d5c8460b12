/** `npm run rollback -- STACK [--list] [--to VERSION] [--dry-run]` */
import { parseArgs } from "node:util";
import { deployedImages, describeImages } from "@groundwork/delivery/images";
import { openStack } from "@groundwork/delivery/stack";
import { chosenVersion, formatVersions, versionsOf } from "@groundwork/delivery/versions";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectFolder, stackArgument } from "@groundwork/rehearse/project/files";
import { deliver } from "../delivery/deliver";
import { runScript } from "../script";

const usage = `Usage: npm run rollback -- STACK [--list] [--to VERSION] [--dry-run]

Goes back to a version that the stack has run, with the same checks as a deployment.

  --list         the versions, newest first, from the stack's history (the default)
  --to VERSION   goes to that one
  --dry-run      says what would be deployed`;

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: "boolean", default: false },
      to: { type: "string" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const name = stackArgument(positionals);
  if (values.list && values.to !== undefined) throw new Explained("Either --list or --to VERSION.");
  const stack = await openStack(name);
  const versions = versionsOf(await stack.history(undefined, undefined, false));
  const now = deployedImages(await stack.outputs());
  if (values.to === undefined) {
    console.log(versions.length === 0 ? `${name} has run no version yet.` : formatVersions(versions, now));
    return true;
  }
  const { number, images } = chosenVersion(versions, values.to, name);
  console.log(
    `${values["dry-run"] ? "Would go" : "Going"} back to version ${number}:\n${describeImages(images)}`,
  );
  if (values["dry-run"]) return true;
  const what = `rollback to ${number}`;
  return interruptible((signal) => deliver({ stack, images, what, folder: projectFolder, signal }));
});
