/** `groundwork review up --pull-request N --gallery IMAGE --thumbnailer IMAGE [--dry-run]` */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import {
  absentImages,
  checkImages,
  isSmokeTested,
  NO_IMAGES,
  settingWithoutImages,
} from "@groundwork/delivery/images";
import { comment, failedComment, upComment } from "@groundwork/delivery/review/comment";
import {
  pullRequestNumber,
  reviewBase,
  reviewSettings,
  reviewStack,
} from "@groundwork/delivery/review/settings";
import { openOrCreateStack } from "@groundwork/delivery/stack";
import { interruptible } from "@groundwork/rehearse/errors/interruption";
import { readEnvironments } from "@groundwork/rehearse/project/environments";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { parse } from "yaml";
import { deliver } from "../../delivery/deliver";
import { settingsFile } from "../../delivery/review";
import { imagesOf, imagesOption } from "../../image-options";
import { failUnless } from "../../status";

const description = `Creates or updates the stack pr-N with the settings of the first environment with development guard rails, at a
fraction of the cost, tests it, and comments on the pull request.
docs/delivery.md describes the required permissions. Without GITHUB_TOKEN and GITHUB_REPOSITORY the comment is printed.`;

interface Options {
  readonly pullRequest: string;
  readonly gallery?: string | undefined;
  readonly thumbnailer?: string | undefined;
  readonly images?: string | undefined;
  readonly dryRun?: true | undefined;
}

export function createCommand() {
  return new Command()
    .description(description)
    .requiredOption("--pull-request <number>", "the pull request")
    .option("--gallery <image>", "the gallery's image, by digest, or by the tag of a version")
    .option("--thumbnailer <image>", "the thumbnailer's image, by digest, or by the tag of a version")
    .addOption(imagesOption())
    .option("--dry-run", "print the settings; change nothing")
    .action(async (options) => failUnless(await interruptible((signal) => up(options, signal))));
}

async function up(options: Options, signal: AbortSignal): Promise<boolean> {
  const pullRequest = pullRequestNumber(options.pullRequest);
  const base = reviewBase(readEnvironments());
  const without = settingWithoutImages(projectFolder, base);
  if (without !== undefined)
    console.log(
      `Pulumi.${base}.yaml, which the stack inherits, has ${without}: it has no images and no smoke test.`,
    );
  const { gallery, thumbnailer, images: json } = options;
  const given = imagesOf({ gallery, thumbnailer, images: json });
  const images = without === undefined ? checkImages(given, absentImages(projectFolder, base)) : NO_IMAGES;
  const text = readFileSync(join(projectFolder, `Pulumi.${base}.yaml`), "utf8");
  const settings = reviewSettings({ stack: base, text }, pullRequest, images);
  if (options.dryRun) {
    console.log(`Pulumi.${reviewStack(pullRequest)}.yaml:\n\n${settings}`);
    return true;
  }
  const name = reviewStack(pullRequest);
  writeFileSync(settingsFile(name), settings);
  const provider: { secretsprovider?: string } = parse(settings);
  const stack = await openOrCreateStack(name, provider.secretsprovider);
  const passed = await deliver({ stack, images, what: "review", folder: projectFolder, signal });
  const { galleryUrl } = await stack.outputs();
  const body = passed
    ? upComment(name, isSmokeTested(images) ? String(galleryUrl?.value) : undefined)
    : failedComment(name, `\`${name}\` did not pass`);
  await comment(pullRequest, body);
  return passed;
}
