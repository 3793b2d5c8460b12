/** The images of a stack in its settings file, its outputs and its history. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectName } from "@groundwork/rehearse/project/files";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { parseDocument } from "yaml";
import { deliveryConfig } from "./config";

/** The two images of one version of the gallery. */
export interface Images {
  readonly gallery: string;
  readonly thumbnailer: string;
}

/** The settings that hold them, with the project's namespace. */
export function imageSettings(): Readonly<Record<keyof Images, string>> {
  const { gallery, thumbnailer } = deliveryConfig().images.settings;
  const project = projectName();
  return { gallery: `${project}:${gallery}`, thumbnailer: `${project}:${thumbnailer}` };
}

const parts = ["gallery", "thumbnailer"] as const;

/** Validates image names with the rules of the settings. @throws Explained with all problems. */
export function checkImages(given: {
  gallery?: string | undefined;
  thumbnailer?: string | undefined;
}): Images {
  const problems = parts.flatMap((part) => {
    const value = given[part];
    const option = `--${part}`;
    if (value === undefined) return [`${option} is missing`];
    const allowed = deliveryConfig().images.problem(value);
    return allowed === undefined ? [] : [`${option} is ${value}; allowed is ${allowed}`];
  });
  const { gallery, thumbnailer } = given;
  if (problems.length > 0 || gallery === undefined || thumbnailer === undefined)
    throw new Explained(problems.join("\n"));
  return { gallery, thumbnailer };
}

/** Rejects images that are not named by digest: prod must run exactly the image that was tested in dev. */
export function requireDigests(images: Images): Images {
  const without = parts.filter((part) => !images[part].includes("@sha256:"));
  if (without.length === 0) return images;
  const lines = without.map(
    (part) => `--${part} is ${images[part]}; allowed is an image by digest: NAME@sha256:…`,
  );
  throw new Explained(
    `${lines.join("\n")}\n\`docker buildx imagetools inspect IMAGE\` shows the digest of a tag.`,
  );
}

/** The images of the last complete update of a stack; undefined before the first one. */
export function deployedImages(outputs: OutputMap): Images | undefined {
  const { galleryImage, thumbnailerImage } = outputs;
  return imagesIn({ gallery: galleryImage?.value, thumbnailer: thumbnailerImage?.value });
}

/** The images of an update, from its settings; undefined if they are missing. */
export function imagesIn(found: Readonly<Record<keyof Images, unknown>>): Images | undefined {
  const { gallery, thumbnailer } = found;
  return typeof gallery === "string" && typeof thumbnailer === "string"
    ? { gallery, thumbnailer }
    : undefined;
}

/** Writes images into a stack's settings file. Comments and other settings stay unchanged. */
export function writeImages(folder: string, stack: string, images: Images): void {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const document = parseDocument(readFileSync(file, "utf8"));
  const settings = imageSettings();
  for (const part of parts) document.setIn(["config", settings[part]], images[part]);
  writeFileSync(file, document.toString({ lineWidth: 0, flowCollectionPadding: false }));
}

/** Writes images into the file that the next operation of this stack reads. */
export function setImages(stack: Stack, images: Images): void {
  writeImages(stack.workspace.workDir, stack.name, images);
}

export const sameImages = (one: Images | undefined, other: Images | undefined): boolean =>
  one?.gallery === other?.gallery && one?.thumbnailer === other?.thumbnailer;

/** A short hash that identifies a version. */
export function fingerprintOf({ gallery, thumbnailer }: Images): string {
  return createHash("sha256").update(`${gallery} ${thumbnailer}`).digest("hex").slice(0, 16);
}

/** Formats the images, one per line. */
export function describeImages({ gallery, thumbnailer }: Images): string {
  return `  gallery      ${gallery}\n  thumbnailer  ${thumbnailer}`;
}
