/** The images of a stack in its settings file, its outputs and its history. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import {
  type ChangedSettings,
  changeSettings,
  settingsOf,
} from "@groundwork/rehearse/project/stack-settings";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { deliveryConfig, hasDelivery, type ImageDefinition } from "./config";

/** The images of one version, by name. */
export type Images = Readonly<Record<string, string>>;

/** The images of a stack without images. */
export const NO_IMAGES: Images = {};

/** The images of the project, in their order in messages. */
const definitions = (): readonly ImageDefinition[] => deliveryConfig().images.list;

/** Names of the images. */
const imageNames = (): readonly string[] => definitions().map(({ name }) => name);

/** How messages refer to the option for an image. */
const optionFor = (name: string) =>
  ["gallery", "thumbnailer"].includes(name) ? `--${name}` : `${name} in --images`;

/**
 * The setting with which a stack does not have an image, such as `gallery: off`. Undefined: it has the image.
 *
 * @param read returns a setting by its key without the namespace
 */
const settingWithout = ({ absentWith = {} }: ImageDefinition, read: (key: string) => unknown) =>
  Object.entries(absentWith)
    .find(([key, value]) => read(key) === value)
    ?.join(": ");

/** The settings in a stack's file with which it does not have these images, by image. */
function settingsWithout(folder: string, stack: string, among: readonly ImageDefinition[]) {
  const { config } = readStackConfig(folder, stack);
  const project = projectName(folder);
  return among.flatMap((image) => {
    const setting = settingWithout(image, (key) => config[`${project}:${key}`]);
    return setting === undefined ? [] : [{ name: image.name, setting }];
  });
}

/** The setting in a stack's file with which it has no images, such as `gallery: off`. Undefined if it has images. */
export function settingWithoutImages(folder: string, stack: string): string | undefined {
  const absent = settingsWithout(folder, stack, definitions());
  return absent.length === definitions().length ? absent[0]?.setting : undefined;
}

/** The setting in a stack's file with which the smoke test has nothing to test. Undefined if there is a smoke test. */
export function settingWithoutSmokeTest(folder: string, stack: string): string | undefined {
  const tested = definitions().filter(({ smokeTested }) => smokeTested);
  const absent = settingsWithout(folder, stack, tested);
  return absent.length === tested.length ? absent[0]?.setting : undefined;
}

/** Names of the images that a stack does not have, from its file. */
export const absentImages = (folder: string, stack: string): readonly string[] =>
  settingsWithout(folder, stack, definitions()).map(({ name }) => name);

/** The images without those of some names. */
export const withoutImages = <T extends string | undefined>(
  images: Readonly<Record<string, T>>,
  names: readonly string[],
): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(images).filter(([name]) => !names.includes(name)));

/** Whether a version has an image that the smoke test tests. */
export const isSmokeTested = (images: Images): boolean =>
  definitions().some(({ name, smokeTested }) => smokeTested && images[name] !== undefined);

/** @throws Explained if the stack's settings say that it has no images to deliver */
export function requireImages(folder: string, stack: string): void {
  const setting = settingWithoutImages(folder, stack);
  if (setting === undefined) return;
  throw new Explained(
    `The stack ${stack} has no images to deliver: Pulumi.${stack}.yaml has ${setting}. Deploy its changes with: pulumi up -s ${stack}`,
  );
}

/** @throws Explained if the stack's settings say that it has no gallery to test */
export function requireSmokeTest(folder: string, stack: string): void {
  requireImages(folder, stack);
  const setting = settingWithoutSmokeTest(folder, stack);
  if (setting === undefined) return;
  throw new Explained(
    `The stack ${stack} has nothing that the smoke test tests: Pulumi.${stack}.yaml has ${setting}. Test its applications with tests of theirs.`,
  );
}

/**
 * Validates image names with the rules of the settings.
 *
 * @param absent images that the stack does not have: they are left out
 * @throws Explained with all problems.
 */
export function checkImages(
  all: Readonly<Record<string, string | undefined>>,
  absent: readonly string[] = [],
): Images {
  const names = imageNames().filter((name) => !absent.includes(name));
  const given = withoutImages(all, absent);
  const problems = [
    ...names.flatMap((name) => {
      const value = given[name];
      if (value === undefined) return [`${optionFor(name)} is missing`];
      const allowed = deliveryConfig().images.problem(value);
      return allowed === undefined ? [] : [`${optionFor(name)} is ${value}; it must be ${allowed}`];
    }),
    ...Object.keys(given)
      .filter((name) => !names.includes(name))
      .map((name) => `--images has ${name}; there are only ${names.join(", ")}`),
  ];
  if (problems.length > 0) throw new Explained(problems.join("\n"));
  return onlyText(given);
}

const onlyText = (given: Readonly<Record<string, unknown>>): Images =>
  Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );

const digestForm = "an image by digest: NAME@sha256: and 64 hexadecimal digits (0-9, a-f)";

/**
 * Checks images that must be named by digest: each environment must run exactly the images that were tested in the one before it.
 *
 * @param absent images that the stack does not have: they are left out
 * @throws Explained with all problems.
 */
export function checkDigests(
  given: Readonly<Record<string, string | undefined>>,
  absent: readonly string[] = [],
): Images {
  const names = imageNames().filter((name) => !absent.includes(name));
  const lines = names.flatMap((name) => {
    const value = given[name] ?? "";
    if (value === "" || /@sha256:[0-9a-f]{64}$/.test(value)) return [];
    const digits = /@sha256:(.*)$/.exec(value)?.[1];
    const why = digits === undefined ? "" : `; this digest has ${digits.length} characters`;
    return [`${optionFor(name)} is ${value}; it must be ${digestForm}${why}`];
  });
  if (lines.length === 0) return checkImages(given, absent);
  const advice = "`docker buildx imagetools inspect NAME:TAG` shows the digest of a tag.";
  throw new Explained(`${lines.join("\n")}\n${advice}`);
}

/** The value at `key` or `key.entry`. A map in a stack's config is JSON. */
function valueAt(path: string, read: (key: string) => unknown): unknown {
  const [key = "", entry] = path.split(".");
  const value = read(key);
  if (entry === undefined) return value;
  const map: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return typeof map === "object" && map !== null ? Reflect.get(map, entry) : undefined;
}

/** The images at these places; undefined if one is missing that every version has, or if there are none. */
function find(
  among: readonly ImageDefinition[],
  read: (definition: ImageDefinition) => unknown,
): Images | undefined {
  const found = among.map((each) => ({ ...each, value: read(each) }));
  if (found.some(({ value, optional }) => typeof value !== "string" && !optional)) return undefined;
  const images = onlyText(Object.fromEntries(found.map(({ name, value }) => [name, value])));
  return hasImages(images) ? images : undefined;
}

/** The images of the last complete update of a stack; undefined before the first one. A stack without the gallery has no output of it. */
export function deployedImages(outputs: OutputMap): Images | undefined {
  const read = ({ output }: ImageDefinition) => valueAt(output, (key) => outputs[key]?.value);
  const present = definitions().filter(({ absentWith }) => absentWith === undefined);
  const isWithout = definitions().every((each) => present.includes(each) || read(each) === undefined);
  return find(isWithout ? present : definitions(), read);
}

/**
 * The images of an update, from its settings; undefined if they are missing.
 *
 * @param read returns a setting by its key with the namespace
 */
export function imagesIn(read: (key: string) => unknown): Images | undefined {
  const project = projectName();
  const readOwn = (key: string) => read(`${project}:${key}`);
  const present = definitions().filter((each) => settingWithout(each, readOwn) === undefined);
  return find(present, ({ setting }) => valueAt(setting, readOwn));
}

/**
 * The settings that contain images, without the namespace.
 *
 * @param before the settings so far, whose other entries of maps are kept
 */
export function settingsWith(images: Images, before: ChangedSettings = {}): ChangedSettings {
  const settings: Record<string, unknown> = {};
  for (const { name, setting } of definitions()) {
    const [key = "", entry] = setting.split(".");
    if (images[name] === undefined) continue;
    settings[key] =
      entry === undefined ? images[name] : { ...Object(settings[key] ?? before[key]), [entry]: images[name] };
  }
  return settings;
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
  const selecting = Object.entries(deliveryConfig().images.deploying);
  const changes = {
    ...settingsWith(images, settingsOf(folder, stack)),
    ...Object.fromEntries(selecting.map(([key, value]) => [key, deploying ? value : undefined])),
  };
  changeSettings(join(folder, `Pulumi.${stack}.yaml`), changes, to);
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

export const hasImages = (images: Images): boolean => Object.keys(images).length > 0;

export const sameImages = (one: Images | undefined, other: Images | undefined): boolean =>
  imageNames().every((name) => one?.[name] === other?.[name]);

/** A short hash that identifies a version. */
export function fingerprintOf(images: Images): string {
  const all = imageNames().flatMap((name) => images[name] ?? []);
  return createHash("sha256").update(all.join(" ")).digest("hex").slice(0, 16);
}

/**
 * Describes the images in a stack's file, and when an update uses them. A plan does not read the state, so it shows the
 * images in the file.
 * Undefined if the project has no images to deliver.
 */
export function describeFileImages(folder: string, stack: string): string | undefined {
  if (!hasDelivery() || settingWithoutImages(folder, stack) !== undefined) return undefined;
  const { config } = readStackConfig(folder, stack);
  const images = imagesIn((key) => config[key]);
  if (images === undefined) return undefined;
  const deploying = Object.entries(deployingSettings()).every(([key, value]) => config[key] === value);
  const use = deploying
    ? `An update deploys these images to ${stack}.`
    : `If ${stack} exists, an update keeps the images that the stack runs. To plan with those images, first run: npx --no groundwork images ${stack} --deployed`;
  return `Images in Pulumi.${stack}.yaml:\n${describeImages(images)}\n${use}`;
}

/** Formats the images, one per line. */
export function describeImages(images: Images): string {
  const width = Math.max(...imageNames().map((name) => name.length));
  return listImages(images, (name, image) => `  ${name.padEnd(width)}  ${image}`).join("\n");
}

/** Formats each image of a version, in the order of the project's list. */
export function listImages(images: Images, format: (name: string, image: string) => string): string[] {
  return imageNames().flatMap((name) => (images[name] === undefined ? [] : [format(name, images[name])]));
}
