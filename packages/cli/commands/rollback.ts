/** `groundwork rollback STACK [--list] [--to VERSION] [--dry-run]` */
import { Command, Option } from "@commander-js/extra-typings";
import {
  absentImages,
  deployedImages,
  describeImages,
  requireImages,
  withoutImages,
} from "@groundwork/delivery/images";
import { describeOrigin, originNote } from "@groundwork/delivery/origin";
import { openStack } from "@groundwork/delivery/stack";
import { chosenVersion, formatVersions, versionsOf } from "@groundwork/delivery/versions";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { deliver } from "../delivery/deliver";
import { failUnless } from "../status";

export function createCommand() {
  return new Command()
    .description("Returns to a version that the stack has run, with the same checks as a deployment.")
    .argument("<stack>", "the stack")
    .addOption(
      new Option(
        "--list",
        "list the versions in the stack's history, newest first (default without --to)",
      ).conflicts("to"),
    )
    .option("--to <version>", "deploy this version")
    .option("--dry-run", "show what would be deployed; change nothing")
    .action(async (given, { to, dryRun }) => {
      const name = stackArgument(given);
      if (to !== undefined) requireImages(projectFolder, name);
      const stack = await openStack(name);
      const versions = versionsOf(await stack.history(undefined, undefined, false));
      const now = deployedImages(await stack.outputs());
      if (to === undefined) {
        console.log(
          versions.length === 0
            ? `${name} has not run any version yet.`
            : `${formatVersions(versions, now, (each) => describeOrigin(versions, each))}\n\n${originNote}`,
        );
        return;
      }
      const { number, images: chosen } = chosenVersion(versions, to, name);
      // An application that the version did not have keeps its image.
      const images = withoutImages({ ...now, ...chosen }, absentImages(projectFolder, name));
      console.log(
        `${dryRun ? "Would return" : "Returning"} to version ${number}:\n${describeImages(images)}`,
      );
      if (dryRun) return;
      const what = `rollback to ${number}`;
      const passed = await interruptible((signal) =>
        deliver({ stack, images, what, folder: projectFolder, signal }),
      );
      failUnless(passed);
    });
}
