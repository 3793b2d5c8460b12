/** The versions that a stack has run, as its history tells them. */

import { Explained } from "@groundwork/rehearse/errors/explained";
import type { OutputMap, UpdateSummary } from "@pulumi/pulumi/automation";
import {
  deployedImages,
  deployingSettings,
  fingerprintOf,
  type Images,
  imageSettings,
  imagesIn,
  sameImages,
} from "./images";

/** One update of a stack. */
export interface Version {
  /** Its number in the stack's history, from 1. */
  readonly number: number;
  readonly images: Images;
  readonly at: Date;
  /** Whether the update came to its end. Whether the version then passed its smoke test is another matter. */
  readonly succeeded: boolean;
  readonly message: string;
  /** The commit of the checkout that the update ran in; undefined outside Git. */
  readonly commit: string | undefined;
}

/** How updates that `npx --no groundwork deploy` and `npx --no groundwork rollback` make are told from others in the history. */
const marker = "delivery: ";
export const deliveryMessage = (what: string) => `${marker}${what}`;

/** Stack tag that names, by fingerprint, the version that passed the smoke test last. */
export const testedTag = "groundwork:tested";

/** Stack tag with the number of the pipeline's run that deployed the version. */
export const runTag = "groundwork:run";

/**
 * Why a run of the pipeline must not deploy any more: approvals come in any order, and one that comes late would take the
 * stack back to an older version unseen. Undefined where it may.
 *
 * @param run the run's number; undefined for a person, who may do anything
 */
export function superseded(run: number | undefined, deployedBy: string | undefined): string | undefined {
  if (run === undefined || deployedBy === undefined || Number(deployedBy) <= run) return undefined;
  return `This is run ${run} of the pipeline, and run ${deployedBy} has already deployed a newer version here.`;
}

/**
 * The updates of a history that set images, newest first, as the history comes. Refreshes and previews are none. Backends of
 * files and S3 number nothing (every version is 0), so an update's number is its place from the oldest.
 */
export function versionsOf(history: readonly UpdateSummary[]): readonly Version[] {
  const settingOf = imageSettings();
  const deploying = Object.entries(deployingSettings());
  // Any other update keeps the images that the stack runs, whatever its file names.
  const changesImages = ({ message, config }: UpdateSummary) =>
    message.startsWith(marker) || deploying.every(([key, value]) => config[key]?.value === value);
  const first = history.findLast(({ kind, result }) => kind === "update" && result === "succeeded");
  return history
    .flatMap((update, at) => {
      const { version, kind, result, message, startTime, config, environment } = update;
      if (startTime > (first?.startTime ?? startTime) && !changesImages(update)) return [];
      const images = imagesIn({
        gallery: config[settingOf.gallery]?.value,
        thumbnailer: config[settingOf.thumbnailer]?.value,
      });
      if (kind !== "update" || images === undefined || result === "in-progress") return [];
      return [
        {
          number: version > 0 ? version : history.length - at,
          images,
          at: new Date(startTime),
          succeeded: result === "succeeded",
          message,
          commit: environment["git.head"],
        },
      ];
    })
    .sort((one, other) => other.number - one.number);
}

/**
 * The version to go back to if the next one fails: what the stack runs. Only when what it runs is what a delivery that was
 * cut off left there untested, it is the version that passed last. Undefined: there is none.
 */
export function versionBefore(
  outputs: OutputMap,
  versions: readonly Version[],
  tested: string | undefined,
): Images | undefined {
  const deployed = deployedImages(outputs);
  const [newest] = versions;
  const cutOff =
    deployed !== undefined &&
    newest?.message.startsWith(marker) === true &&
    sameImages(newest.images, deployed) &&
    fingerprintOf(deployed) !== tested;
  if (!cutOff) return deployed;
  return versions.find(({ images, succeeded }) => succeeded && fingerprintOf(images) === tested)?.images;
}

/**
 * The versions as a table, newest first, the present one marked.
 *
 * @param origin a line about where the images of a version come from
 */
export function formatVersions(
  versions: readonly Version[],
  now: Images | undefined,
  origin: (version: Version) => string,
): string {
  const present = versions.find(({ images, succeeded }) => succeeded && sameImages(images, now));
  return versions
    .map((version) => {
      const { number, at, succeeded, images, message } = version;
      const marks = [...(version === present ? ["runs now"] : []), ...(succeeded ? [] : ["failed"])].join(
        ", ",
      );
      const title = message.startsWith(marker) ? message.slice(marker.length) : message;
      return [
        `${String(number).padStart(5)}  ${at.toISOString()}  ${[marks, title].filter(Boolean).join("  ")}`,
        `       ${images.gallery}`,
        `       ${images.thumbnailer}`,
        `       ${origin(version)}`,
      ].join("\n");
    })
    .join("\n");
}

/** The version that a person asked for. @throws Explained when the stack has not run it to its end */
export function chosenVersion(versions: readonly Version[], wanted: string, stack: string): Version {
  const found = versions.find(({ number }) => String(number) === wanted);
  if (found?.succeeded) return found;
  const numbers = versions.filter(({ succeeded }) => succeeded).map(({ number }) => number);
  const why = found
    ? `The update to version ${wanted} of ${stack} failed`
    : `${stack} has no version ${wanted}`;
  throw new Explained(`${why}; allowed are: ${numbers.join(", ") || "none, it has run no version yet"}`);
}
