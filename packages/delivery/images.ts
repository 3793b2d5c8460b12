/** Which images a stack runs: in its file, in its outputs, in its history. */
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

/** Checks images as the settings do. @throws Explained with everything that is wrong. */
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

const digestForm = "an image by digest: NAME@sha256: and 64 hexadecimal digits (0-9, a-f)";

/**
 * Checks images that must be named by digest: what was tested in dev must be what runs in prod, to the byte.
 *
 * @throws Explained with everything that is wrong.
 */
export function checkDigests(given: {
  gallery?: string | undefined;
  thumbnailer?: string | undefined;
}): Images {
  const lines = parts.flatMap((part) => {
    const value = given[part] ?? "";
    if (value === "" || /@sha256:[0-9a-f]{64}$/.test(value)) return [];
    const digits = /@sha256:(.*)$/.exec(value)?.[1];
    const why = digits === undefined ? "" : `; this digest has ${digits.length} characters`;
    return [`--${part} is ${value}; allowed is ${digestForm}${why}`];
  });
  if (lines.length === 0) return checkImages(given);
  const advice = "`docker buildx imagetools inspect NAME:TAG` shows the digest of a tag.";
  throw new Explained(`${lines.join("\n")}\n${advice}`);
}

/** What the last complete update of a stack set; undefined while there is none. */
export function deployedImages(outputs: OutputMap): Images | undefined {
  const { galleryImage, thumbnailerImage } = outputs;
  return imagesIn({ gallery: galleryImage?.value, thumbnailer: thumbnailerImage?.value });
}

/** The images of an update, from the settings that it ran with; undefined where they are not there. */
export function imagesIn(found: Readonly<Record<keyof Images, unknown>>): Images | undefined {
  const { gallery, thumbnailer } = found;
  return typeof gallery === "string" && typeof thumbnailer === "string"
    ? { gallery, thumbnailer }
    : undefined;
}

/** Writes images into a stack's file of the project's folder; comments and everything else stay. */
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

/** A short text that tells versions apart. */
export function fingerprintOf({ gallery, thumbnailer }: Images): string {
  return createHash("sha256").update(`${gallery} ${thumbnailer}`).digest("hex").slice(0, 16);
}

/** Images as a person reads them, a line each. */
export function describeImages({ gallery, thumbnailer }: Images): string {
  return `  gallery      ${gallery}\n  thumbnailer  ${thumbnailer}`;
}
