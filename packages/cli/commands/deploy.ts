/** `groundwork deploy STACK --images JSON | --gallery IMAGE@sha256:… --thumbnailer IMAGE@sha256:… [--dry-run]` */
import { Command } from "@commander-js/extra-typings";
import { decide } from "@groundwork/delivery/decision";
import { imagesBefore } from "@groundwork/delivery/deploy";
import {
  absentImages,
  checkDigests,
  describeImages,
  NO_IMAGES,
  settingWithoutImages,
  settingWithoutSmokeTest,
} from "@groundwork/delivery/images";
import { openStack } from "@groundwork/delivery/stack";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { deliver } from "../delivery/deliver";
import { imagesOf, imagesOption } from "../image-options";
import { failUnless } from "../status";

const description = `Deploys a version to a stack: \`pulumi up -s STACK\`, then the smoke test. If either fails, the previous version is restored
and tested, and the exit status is 1. A stack without images (gallery: off, no applications) is only updated; without the gallery there is no smoke test. Safe to run again, also after it was killed. In GitHub Actions, a run changes
nothing and fails if a later run has already deployed.`;

export function createCommand() {
  return new Command()
    .description(description)
    .argument("<stack>", "the stack")
    .option("--gallery <image>", "the gallery's image, by digest: IMAGE@sha256:…")
    .option("--thumbnailer <image>", "the thumbnailer's image, by digest: IMAGE@sha256:…")
    .addOption(imagesOption())
    .option("--dry-run", "show what runs now, and what would be restored; change nothing")
    .action(async (stackName, { gallery, thumbnailer, images: json, dryRun }) => {
      const name = stackArgument(stackName);
      const without = settingWithoutImages(projectFolder, name);
      if (without !== undefined)
        console.log(`Pulumi.${name}.yaml has ${without}: ${name} has no images and no smoke test.`);
      const untested = settingWithoutSmokeTest(projectFolder, name);
      if (without === undefined && untested !== undefined)
        console.log(`Pulumi.${name}.yaml has ${untested}: ${name} has no smoke test.`);
      const given = imagesOf({ gallery, thumbnailer, images: json });
      const images =
        without === undefined ? checkDigests(given, absentImages(projectFolder, name)) : NO_IMAGES;
      if (dryRun && without !== undefined) return;
      const stack = await openStack(name);
      if (dryRun) {
        const before = await imagesBefore(stack);
        const decision = decide(images, before, "smoke");
        console.log(`Would deploy to ${name}:\n${describeImages(images)}`);
        console.log(before ? `\nBefore:\n${describeImages(before)}` : `\n${name} has never been deployed.`);
        console.log(
          `\nIf it failed, ${decision.do === "restore" ? "the previous version would be restored" : "nothing would be restored"}.`,
        );
        return;
      }
      const run = runNumber(process.env);
      const passed = await interruptible((signal) =>
        deliver({ stack, images, what: "deploy", folder: projectFolder, signal, run }),
      );
      failUnless(passed);
    });
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables */
function runNumber({ GITHUB_ACTIONS, GITHUB_RUN_NUMBER }: NodeJS.ProcessEnv): number | undefined {
  return GITHUB_ACTIONS === "true" && GITHUB_RUN_NUMBER ? Number(GITHUB_RUN_NUMBER) : undefined;
}
