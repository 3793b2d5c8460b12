/** `groundwork rollback STACK [--list] [--to VERSION] [--dry-run]` */
import { Command, Option } from "@commander-js/extra-typings";
import { deployedImages, describeImages } from "@groundwork/delivery/images";
import { describeOrigin, originNote } from "@groundwork/delivery/origin";
import { openStack } from "@groundwork/delivery/stack";
import { chosenVersion, formatVersions, versionsOf } from "@groundwork/delivery/versions";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectFolder, stackArgument } from "@groundwork/rehearse/project/files";
import { deliver } from "../delivery/deliver";
import { failUnless } from "../status";

export function createCommand() {
  return new Command()
    .description("Goes back to a version that the stack has run, with the same checks as a deployment.")
    .argument("<stack>", "the stack")
    .addOption(
      new Option(
        "--list",
        "list the versions, newest first, from the stack's history (without --to this is what it does)",
      ).conflicts("to"),
    )
    .option("--to <version>", "go to this version")
    .option("--dry-run", "say what would be deployed; change nothing")
    .action(async (given, { to, dryRun }) => {
      const name = stackArgument([given]);
      const stack = await openStack(name);
      const versions = versionsOf(await stack.history(undefined, undefined, false));
      const now = deployedImages(await stack.outputs());
      if (to === undefined) {
        console.log(
          versions.length === 0
            ? `${name} has run no version yet.`
            : `${formatVersions(versions, now, (each) => describeOrigin(versions, each))}\n\n${originNote}`,
        );
        return;
      }
      const { number, images } = chosenVersion(versions, to, name);
      console.log(`${dryRun ? "Would go" : "Going"} back to version ${number}:\n${describeImages(images)}`);
      if (dryRun) return;
      const what = `rollback to ${number}`;
      const passed = await interruptible((signal) =>
        deliver({ stack, images, what, folder: projectFolder, signal }),
      );
      failUnless(passed);
    });
}
