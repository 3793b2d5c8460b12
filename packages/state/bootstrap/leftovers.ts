/** Cleans up after a killed run. The locks of a running one are not touched. */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { describeLock, type Lock, locksOf, readLock } from "../locks";
import { parseState, stateKey } from "../stacks";
import { accountStack, bucketOf, localFolder, type Opening } from "./places";

/**
 * Cleans up the local state: removes stale locks and incomplete `.attrs` files, which the engine writes in place, and
 * restores an incomplete state from its backup.
 *
 * @returns the number of problems found
 * @throws Explained if another run uses the folder
 */
export function tidyLocal({ folder, stack }: Pick<Opening, "folder" | "stack">): number {
  const root = localFolder(folder);
  if (!existsSync(root)) return 0;
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).map((name) => join(root, name));
  const locks = files.filter((file) => /locks.*\.json$/.test(file));
  const readings = locks.map((file) => readLock(file, readFileSync(file, "utf8"), statSync(file).mtime));
  // The folder is on this machine, even if the host name has changed since.
  refuseIfHeld(
    readings.filter(({ holder }) => holder === "alive"),
    "Nothing was changed.",
  );
  const cutOff = files.filter((file) => file.endsWith(".attrs") && !isJson(readFileSync(file, "utf8")));
  const wrong = [...locks, ...cutOff];
  for (const file of wrong) rmSync(file, { force: true });
  const state = join(root, stateKey(accountStack(stack)));
  if (!existsSync(state) || typeof parseState(readFileSync(state, "utf8")) !== "string") return wrong.length;
  if (existsSync(`${state}.bak`)) copyFileSync(`${state}.bak`, state);
  return wrong.length + 1;
}

/**
 * Removes the locks that a killed run on this machine left in the bucket.
 *
 * @returns the number of removed locks
 * @throws Explained if another run holds a lock, on this or another machine
 */
export async function tidyRemote({ target, stack }: Pick<Opening, "target" | "stack">): Promise<number> {
  const bucket = bucketOf(target);
  const name = accountStack(stack);
  const locks = await locksOf(bucket, name);
  const clear =
    `If that process has ended: npx --no groundwork state unlock --stack ${stack} --project ${name.project} ` +
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
  throw new Explained(`Another bootstrap is running:\n${lines.join("\n")}\n${advice}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
