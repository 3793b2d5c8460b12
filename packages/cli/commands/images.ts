/** `groundwork images STACK --deployed | --gallery IMAGE --thumbnailer IMAGE [--first] [--dry-run]` */
import { Command } from "@commander-js/extra-typings";
import {
  absentImages,
  checkImages,
  deployedImages,
  describeImages,
  type Images,
  settingWithoutImages,
  writeImages,
} from "@groundwork/delivery/images";
import { openStack } from "@groundwork/delivery/stack";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { stackArgument } from "@groundwork/rehearse/project/stack-argument";
import { imagesOf, imagesOption } from "../image-options";

const description = `Writes images into this checkout's Pulumi.STACK.yaml. With images, a preview shows the change to
these images, and the next update makes it: do not commit the file. An update of a clean checkout keeps the images
that the stack runs. With --first, the file can be committed: only the first deployment of the stack uses the images.`;

export function createCommand() {
  const command = new Command()
    .description(description)
    .argument("<stack>", "the stack")
    .option(
      "--deployed",
      "use the images that the stack runs; before its first deployment the file is not changed",
    )
    .option("--gallery <image>", "the gallery's image, by digest, or by the tag of a version")
    .option("--thumbnailer <image>", "the thumbnailer's image, by digest, or by the tag of a version")
    .addOption(imagesOption())
    .option("--first", "with --images, or --gallery and --thumbnailer: the images of the first deployment")
    .option("--dry-run", "print the images and write nothing");
  return command.action(async (given, { deployed, gallery, thumbnailer, images: json, first, dryRun }) => {
    const stack = stackArgument(given);
    const named = gallery !== undefined || thumbnailer !== undefined || json !== undefined;
    if (named === (deployed ?? false))
      command.error("error: give either --deployed, or --images, or --gallery and --thumbnailer");
    if (first && deployed)
      command.error("error: --first needs --images, or --gallery and --thumbnailer, not --deployed");
    const without = settingWithoutImages(projectFolder, stack);
    if (without !== undefined) {
      console.log(
        `Pulumi.${stack}.yaml has ${without}: ${stack} has no images, and the file stays as it is.`,
      );
      return;
    }
    const images = deployed
      ? await imagesOfStack(stack)
      : checkImages(imagesOf({ gallery, thumbnailer, images: json }), absentImages(projectFolder, stack));
    if (images === undefined) {
      console.log(`${stack} has not been deployed yet: Pulumi.${stack}.yaml stays as it is.`);
      return;
    }
    if (!dryRun) writeImages(projectFolder, stack, images, { deploying: named && !first });
    console.log(`Pulumi.${stack}.yaml ${dryRun ? "would name" : "names"}:\n${describeImages(images)}`);
  });
}

async function imagesOfStack(stack: string): Promise<Images | undefined> {
  return deployedImages(await (await openStack(stack)).outputs());
}
