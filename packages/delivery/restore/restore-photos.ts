/** Brings back the photos whose rows the database has, from earlier versions in the bucket. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";
import type { PhotoRows } from "./config";
import { formatSeconds } from "./durations";
import type { PhotoStore } from "./photo-store";
import { copySeconds, type ObjectCopy, PARALLEL_COPIES, type PhotoPlan, planPhotos } from "./photos";
import type { Login, RunStatement } from "./statements";

export interface RestorePhotosArgs {
  readonly rows: PhotoRows;
  readonly run: RunStatement;
  /** The primary that applications use. */
  readonly login: Login;
  readonly store: PhotoStore;
  /** Objects that were overwritten since then get their version of that time. Default: only deleted objects are brought back. */
  readonly since?: Date | undefined;
  readonly dryRun?: boolean;
  /** Writes the complete lists, and returns the name of the file. Default: what is printed is all. */
  readonly save?: (lists: PhotoLists) => string;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Keys of objects for a person to look at. */
export type PhotoLists = Pick<PhotoPlan, "lost" | "withoutRow">;

/** Keys that are listed for each problem. */
const SHOWN = 20;

/**
 * Copies what is missing. It deletes nothing, and an interrupted run is repeated.
 *
 * @returns whether every row has its photo
 * @throws Explained if the rows or the bucket cannot be read, or an object cannot be copied
 */
export async function restorePhotos(args: RestorePhotosArgs): Promise<boolean> {
  const { rows, store, since, dryRun = false, save, log, signal } = args;
  const listed = new Date();
  const keys = await readKeys(args);
  const objects = await store.versions(rows.prefix);
  const plan = planPhotos(keys, objects, listed, since);
  const { lost, withoutRow } = plan;
  const file = lost.length + withoutRow.length === 0 ? undefined : save?.({ lost, withoutRow });
  for (const line of describePlan(plan, keys.length)) log(line);
  if (file !== undefined) log(`All keys are in ${file}.`);
  if (dryRun) return plan.lost.length === 0;
  const remaining = [...plan.copies];
  let copied = 0;
  const work = async () => {
    for (let next: ObjectCopy | undefined = remaining.shift(); next; next = remaining.shift()) {
      signal?.throwIfAborted();
      if (await store.bringBack(next)) copied += 1;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_COPIES }, work));
  log(`Brought back ${copied}; ${plan.copies.length - copied} were brought back before.`);
  return plan.lost.length === 0;
}

const page = z.array(z.object({ id: z.string(), object_key: z.string() }));

async function readKeys({ rows, run, login, signal }: RestorePhotosArgs): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let after: string | undefined; ; ) {
    signal?.throwIfAborted();
    const result = page.safeParse(await run(rows.page(after), login));
    if (!result.success)
      throw new Explained(
        `The statement for photos returned something else: ${result.error.issues[0]?.message}`,
      );
    keys.push(...result.data.map(({ object_key }) => object_key));
    after = result.data.at(-1)?.id;
    if (result.data.length < rows.pageSize) return keys;
  }
}

function describePlan({ copies, lost, withoutRow, present }: PhotoPlan, rows: number): readonly string[] {
  const overwritten = copies.filter(({ isOverwritten }) => isOverwritten).length;
  return [
    `${rows} rows: ${present} have their photo, ${copies.length - overwritten} were deleted, ${overwritten} were overwritten, ${lost.length} have no version left.`,
    ...listKeys("Rows without any version of their photo", lost),
    ...listKeys("Photos without a row, which the gallery's sweep deletes", withoutRow),
    ...(copies.length === 0
      ? []
      : [`Typical duration of the copies in AWS: about ${formatSeconds(copySeconds(copies))}.`]),
  ];
}

function listKeys(what: string, keys: readonly string[]): readonly string[] {
  if (keys.length === 0) return [];
  const more = keys.length > SHOWN ? [`  and ${keys.length - SHOWN} more`] : [];
  return [`${what}: ${keys.length}`, ...keys.slice(0, SHOWN).map((key) => `  ${key}`), ...more];
}
