/** The versions that a stack has run, from its history. */

import { Explained } from "@groundwork/rehearse/errors/explained";
import type { OutputMap, UpdateSummary } from "@pulumi/pulumi/automation";
import {
  deployedImages,
  deployingSettings,
  fingerprintOf,
  type Images,
  imagesIn,
  listImages,
  sameImages,
} from "./images";

/** One update of a stack. */
export interface Version {
  /** Number in the stack's history, from 1. */
  readonly number: number;
  readonly images: Images;
  readonly at: Date;
  /** Whether the update succeeded. It does not tell whether the smoke test passed. */
  readonly succeeded: boolean;
  readonly message: string;
  /** The commit of the checkout that the update ran in; undefined outside Git. */
  readonly commit: string | undefined;
}

/** Prefix of the history messages of `npx --no groundwork deploy` and `npx --no groundwork rollback`. */
const marker = "delivery: ";
export const deliveryMessage = (what: string) => `${marker}${what}`;

/** Stack tag with the fingerprint of the version that last passed the smoke test. */
export const testedTag = "groundwork:tested";

/** Stack tag with the number of the pipeline's run that deployed the version. */
export const runTag = "groundwork:run";

/**
 * Why a run of the pipeline must not deploy: approvals come in any order, and a late one would return the stack to an older
 * version. Undefined if the run may deploy.
 *
 * @param run the run's number; undefined outside the pipeline, where every version may be deployed
 */
export function superseded(run: number | undefined, deployedBy: string | undefined): string | undefined {
  if (run === undefined || deployedBy === undefined || Number(deployedBy) <= run) return undefined;
  return `This is run ${run} of the pipeline, and run ${deployedBy} has already deployed a newer version here.`;
}

/**
 * The updates of a history that set images, newest first. Refreshes and previews are left out. File and S3 backends set
 * every version to 0, so the number of an update is its position from the oldest.
 */
export function versionsOf(history: readonly UpdateSummary[]): readonly Version[] {
  const deploying = Object.entries(deployingSettings());
  // Any other update keeps the images that the stack runs, whatever its file names.
  const changesImages = ({ message, config }: UpdateSummary) =>
    message.startsWith(marker) || deploying.every(([key, value]) => config[key]?.value === value);
  const first = history.findLast(({ kind, result }) => kind === "update" && result === "succeeded");
  return history
    .flatMap((update, at) => {
      const { version, kind, result, message, startTime, config, environment } = update;
      if (startTime > (first?.startTime ?? startTime) && !changesImages(update)) return [];
      const images = imagesIn((key) => config[key]?.value);
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
 * The version to restore if the next one fails: the version that the stack runs, or, if an interrupted delivery left that
 * version untested, the one that last passed. Undefined if there is none.
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
 * Formats the versions as a table, newest first. Marks the current one.
 *
 * @param origin describes where the images of a version come from, in one line
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
        ...listImages(images, (_name, image) => `       ${image}`),
        `       ${origin(version)}`,
      ].join("\n");
    })
    .join("\n");
}

/** The version with the given number. @throws Explained if no update to it has succeeded */
export function chosenVersion(versions: readonly Version[], wanted: string, stack: string): Version {
  const found = versions.find(({ number }) => String(number) === wanted);
  if (found?.succeeded) return found;
  const numbers = versions.filter(({ succeeded }) => succeeded).map(({ number }) => number);
  const why = found
    ? `The update to version ${wanted} of ${stack} failed`
    : `${stack} has no version ${wanted}`;
  throw new Explained(
    `${why}; available versions: ${numbers.join(", ") || "none, it has run no version yet"}`,
  );
}
