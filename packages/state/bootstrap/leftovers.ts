/** What a run that was killed left behind, put in order; what a run that lives holds is left alone. */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { describeLock, type Lock, locksOf, readLock } from "../locks";
import { parseState, stateKey } from "../stacks";
import { accountStack, bucketOf, localFolder, type Opening } from "./places";

/**
 * Puts the folder in order: locks, and files cut off in the middle (the engine writes `.attrs` files in place, and its
 * state with a copy of the one before beside it).
 *
 * @returns how many things were wrong
 * @throws Explained when another run is at work there
 */
export function tidyLocal({ folder, stack }: Pick<Opening, "folder" | "stack">): number {
  const books = localFolder(folder);
  if (!existsSync(books)) return 0;
  const files = readdirSync(books, { recursive: true, encoding: "utf8" }).map((name) => join(books, name));
  const locks = files.filter((file) => /locks.*\.json$/.test(file));
  const readings = locks.map((file) => readLock(file, readFileSync(file, "utf8"), statSync(file).mtime));
  // The folder is this machine's, whatever the machine was called then.
  refuseIfHeld(
    readings.filter(({ holder }) => holder === "alive"),
    "Nothing was changed.",
  );
  const cutOff = files.filter((file) => file.endsWith(".attrs") && !isJson(readFileSync(file, "utf8")));
  const wrong = [...locks, ...cutOff];
  for (const file of wrong) rmSync(file, { force: true });
  const state = join(books, stateKey(accountStack(stack)));
  if (!existsSync(state) || typeof parseState(readFileSync(state, "utf8")) !== "string") return wrong.length;
  if (existsSync(`${state}.bak`)) copyFileSync(`${state}.bak`, state);
  return wrong.length + 1;
}

/**
 * Takes away the locks that a run which was killed on this machine left in the bucket.
 *
 * @returns how many
 * @throws Explained when another run holds one, here or on another machine
 */
export async function tidyRemote({ target, stack }: Pick<Opening, "target" | "stack">): Promise<number> {
  const bucket = bucketOf(target);
  const name = accountStack(stack);
  const locks = await locksOf(bucket, name);
  const clear =
    `If it is gone: npx --no groundwork state unlock --stack ${stack} --project ${name.project} ` +
    `--backend '${bucket.url}' --holder-is-gone`;
  refuseIfHeld(
    locks.filter(({ holder }) => holder !== "dead"),
    clear,
  );
  for (const { key } of locks) await bucket.remove(key);
  return locks.length;
}

function refuseIfHeld(held: readonly Lock[], advice: string): void {
  if (held.length === 0) return;
  const lines = held.map((lock) => `  ${describeLock(lock)}`);
  throw new Explained(`Another run of bootstrap is at work:\n${lines.join("\n")}\n${advice}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
