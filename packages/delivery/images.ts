/** The images of a stack in its settings file, its outputs and its history. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { changeSettings } from "@groundwork/rehearse/project/stack-settings";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { deliveryConfig, hasDelivery } from "./config";

/** The two images of one version of the gallery. */
export interface Images {
  readonly gallery: string;
  readonly thumbnailer: string;
}

/** The settings that contain the images, with the project's namespace. */
export function imageSettings(): Readonly<Record<keyof Images, string>> {
  const { gallery, thumbnailer } = deliveryConfig().images.settings;
  const project = projectName();
  return { gallery: `${project}:${gallery}`, thumbnailer: `${project}:${thumbnailer}` };
}

const parts = ["gallery", "thumbnailer"] as const;

/** The setting in a stack's file with which it has no images, such as `gallery: off`. Undefined if it has images. */
function settingWithoutImages(folder: string, stack: string): string | undefined {
  const { absentWith = {} } = deliveryConfig().images;
  const { config } = readStackConfig(folder, stack);
  const found = Object.entries(absentWith).find(
    ([key, value]) => config[`${projectName(folder)}:${key}`] === value,
  );
  return found?.join(": ");
}

/** @throws Explained if the stack's settings say that it has no images to deliver */
export function requireImages(folder: string, stack: string): void {
  const setting = settingWithoutImages(folder, stack);
  if (setting === undefined) return;
  throw new Explained(
    `The stack ${stack} has no images to deliver: Pulumi.${stack}.yaml has ${setting}. Deploy its changes with: pulumi up -s ${stack}`,
  );
}

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
    return allowed === undefined ? [] : [`${option} is ${value}; it must be ${allowed}`];
  });
  const { gallery, thumbnailer } = given;
  if (problems.length > 0 || gallery === undefined || thumbnailer === undefined)
    throw new Explained(problems.join("\n"));
  return { gallery, thumbnailer };
}

const digestForm = "an image by digest: NAME@sha256: and 64 hexadecimal digits (0-9, a-f)";

/**
 * Checks images that must be named by digest: prod must run exactly the images that were tested in dev.
 *
 * @throws Explained with all problems.
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
    return [`--${part} is ${value}; it must be ${digestForm}${why}`];
  });
  if (lines.length === 0) return checkImages(given);
  const advice = "`docker buildx imagetools inspect NAME:TAG` shows the digest of a tag.";
  throw new Explained(`${lines.join("\n")}\n${advice}`);
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

/** The settings that make an update change the images, with the project's namespace. */
export function deployingSettings(): Readonly<Record<string, string>> {
  const project = projectName();
  const { deploying } = deliveryConfig().images;
  return Object.fromEntries(Object.entries(deploying).map(([key, value]) => [`${project}:${key}`, value]));
}

/** How images are written into a settings file. */
export interface WriteOptions {
  /** Whether the next update changes the stack to these images. If not, the stack keeps the images that it runs. */
  readonly deploying: boolean;
  /** The file that is written. Default: the stack's file. */
  readonly to?: string;
}

/** Writes images into a stack's settings file. The rest of the file keeps its formatting. */
export function writeImages(
  folder: string,
  stack: string,
  images: Images,
  { deploying, to }: WriteOptions,
): void {
  const { settings, deploying: selecting } = deliveryConfig().images;
  const changes = [
    ...parts.map((part) => [settings[part], images[part]]),
    ...Object.entries(selecting).map(([key, value]) => [key, deploying ? value : undefined]),
  ];
  changeSettings(join(folder, `Pulumi.${stack}.yaml`), Object.fromEntries(changes), to);
}

/**
 * Calls a function with the path of a temporary settings file that contains these images. The stack's own file is not
 * changed, so that the next update does not deploy the images of a rejected or killed deployment.
 */
export async function withImages<T>(
  { name, workspace }: Stack,
  images: Images,
  work: (configFile: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-images-"));
  try {
    const file = join(folder, `Pulumi.${name}.yaml`);
    writeImages(workspace.workDir, name, images, { deploying: true, to: file });
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const sameImages = (one: Images | undefined, other: Images | undefined): boolean =>
  one?.gallery === other?.gallery && one?.thumbnailer === other?.thumbnailer;

/** A short hash that identifies a version. */
export function fingerprintOf({ gallery, thumbnailer }: Images): string {
  return createHash("sha256").update(`${gallery} ${thumbnailer}`).digest("hex").slice(0, 16);
}

/**
 * Describes the images in a stack's file, and when an update uses them. A plan does not read the state, so it shows the
 * images in the file.
 * Undefined if the project has no images to deliver.
 */
export function describeFileImages(folder: string, stack: string): string | undefined {
  if (!hasDelivery() || settingWithoutImages(folder, stack) !== undefined) return undefined;
  const { config } = readStackConfig(folder, stack);
  const { gallery, thumbnailer } = imageSettings();
  const images = imagesIn({ gallery: config[gallery], thumbnailer: config[thumbnailer] });
  if (images === undefined) return undefined;
  const deploying = Object.entries(deployingSettings()).every(([key, value]) => config[key] === value);
  const use = deploying
    ? `An update deploys these images to ${stack}.`
    : `If ${stack} exists, an update keeps the images that the stack runs. To plan with those images, first run: npx --no groundwork images ${stack} --deployed`;
  return `Images in Pulumi.${stack}.yaml:\n${describeImages(images)}\n${use}`;
}

/** Formats the images, one per line. */
export function describeImages({ gallery, thumbnailer }: Images): string {
  return `  gallery      ${gallery}\n  thumbnailer  ${thumbnailer}`;
}
