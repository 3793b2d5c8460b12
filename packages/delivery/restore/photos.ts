/** Which objects a restored database needs back, as pure functions. */

/** A version of an object, or the marker of its deletion. */
export interface ObjectVersion {
  readonly id: string;
  readonly modified: Date;
  readonly isLatest: boolean;
  readonly isDeletion: boolean;
}

/** A version that becomes the present one, as a copy: nothing is deleted. */
export interface ObjectCopy {
  readonly key: string;
  readonly version: string;
  /** Whether the object exists, and was overwritten. */
  readonly isOverwritten: boolean;
}

export interface PhotoPlan {
  /** Objects that are copied from an earlier version. */
  readonly copies: readonly ObjectCopy[];
  /** Rows whose object has no version left. */
  readonly lost: readonly string[];
  /** Objects without a row. */
  readonly withoutRow: readonly string[];
  /** Rows whose object is there as it was. */
  readonly present: number;
}

/** Copies at the same time. */
export const PARALLEL_COPIES = 8;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html: roughly 100 to 200 milliseconds. */
const REQUEST_SECONDS = 0.2;

/**
 * Typical duration of copies in AWS, in seconds. Each one reads the metadata of its version, and of the present object if that was
 * overwritten, and then copies it.
 */
export function copySeconds(copies: readonly Pick<ObjectCopy, "isOverwritten">[]): number {
  const requests = copies.reduce((sum, { isOverwritten }) => sum + (isOverwritten ? 3 : 2), 0);
  return (requests * REQUEST_SECONDS) / PARALLEL_COPIES;
}

/**
 * Compares the rows with the versions of all objects.
 *
 * @param keys of the rows' objects
 * @param listed when the rows were listed: photos that are newer have a row that is not among them
 * @param since objects that were overwritten since then get their version of that time. Undefined: only deleted objects are needed back
 */
export function planPhotos(
  keys: readonly string[],
  objects: ReadonlyMap<string, readonly ObjectVersion[]>,
  listed: Date,
  since?: Date,
): PhotoPlan {
  const copies: ObjectCopy[] = [];
  const lost: string[] = [];
  for (const key of keys) {
    const versions = objects.get(key) ?? [];
    const wanted = wantedVersion(versions, since);
    if (wanted === undefined) lost.push(key);
    else if (!wanted.isLatest) {
      const isOverwritten = versions.some(({ isLatest, isDeletion }) => isLatest && !isDeletion);
      copies.push({ key, version: wanted.id, isOverwritten });
    }
  }
  const known = new Set(keys);
  const withoutRow = [...objects]
    .filter(([key, versions]) => {
      const present = versions.find(({ isLatest, isDeletion }) => isLatest && !isDeletion);
      return !known.has(key) && present !== undefined && present.modified < listed;
    })
    .map(([key]) => key);
  return { copies, lost, withoutRow, present: keys.length - copies.length - lost.length };
}

/** The newest version until the time. Without one, as of a photo that was uploaded later, the newest of all. */
function wantedVersion(
  versions: readonly ObjectVersion[],
  since: Date | undefined,
): ObjectVersion | undefined {
  const newestFirst = versions
    .filter(({ isDeletion }) => !isDeletion)
    .sort(
      (one, other) =>
        Number(other.isLatest) - Number(one.isLatest) || other.modified.getTime() - one.modified.getTime(),
    );
  const until = since === undefined ? undefined : newestFirst.find(({ modified }) => modified <= since);
  return until ?? newestFirst[0];
}
