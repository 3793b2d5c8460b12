/** `npm run images -- STACK --deployed | --gallery IMAGE --thumbnailer IMAGE [--dry-run]` */
import { parseArgs } from "node:util";
import {
  checkImages,
  deployedImages,
  describeImages,
  type Images,
  writeImages,
} from "@groundwork/delivery/images";
import { openStack } from "@groundwork/delivery/stack";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectFolder, stackArgument } from "@groundwork/rehearse/project/files";
import { runScript } from "../script";

const usage = `Usage: npm run images -- STACK --deployed | --gallery IMAGE --thumbnailer IMAGE [--dry-run]

Writes which images a stack runs into this checkout's Pulumi.STACK.yaml, so that a preview speaks of them. The files in the
repository name the images of the first deployment only; later ones are known to the stack itself.

  --deployed   what the stack runs now; before its first deployment the file stays as it is
  --gallery, --thumbnailer   these; by digest, or by the tag of one version
  --dry-run    prints them and writes nothing`;

void runScript(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      deployed: { type: "boolean", default: false },
      gallery: { type: "string" },
      thumbnailer: { type: "string" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const stack = stackArgument(positionals);
  const named = values.gallery !== undefined || values.thumbnailer !== undefined;
  if (named === values.deployed)
    throw new Explained(`Either --deployed, or --gallery and --thumbnailer.\n\n${usage}`);
  const images = values.deployed ? await deployed(stack) : checkImages(values);
  if (images === undefined) {
    console.log(`${stack} has not been deployed yet: Pulumi.${stack}.yaml stays as it is.`);
    return;
  }
  if (!values["dry-run"]) writeImages(projectFolder, stack, images);
  console.log(
    `Pulumi.${stack}.yaml ${values["dry-run"] ? "would name" : "names"}:\n${describeImages(images)}`,
  );
});

async function deployed(stack: string): Promise<Images | undefined> {
  return deployedImages(await (await openStack(stack)).outputs());
}
