/** The engines that earlier runs left in the user's cache folder: they outlive `npm ci` and clones. */
import { readdirSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { groundworkCache } from "./cache-folder";
import { codeOf } from "./errors";
import { compareVersions, versionOf } from "./version";

/** Where engines are kept. */
export function cacheFolder(): string {
  return groundworkCache("engine");
}

/** The program in an engine's folder; where the Automation API (`PulumiCommand.get`) looks for it. */
export function programIn(root: string): string {
  return join(root, "bin", "pulumi");
}

/** The folders of the engines in the cache, newest version first. */
export function cachedRoots(): readonly string[] {
  const folder = cacheFolder();
  return entriesOf(folder)
    .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
    .sort((one, other) => compareVersions(other, one))
    .map((name) => join(folder, name));
}

/**
 * Makes an engine in a folder of its own beside the cached ones, and moves it to its place when it works: nothing
 * half-made is ever found there, and two that make one at once do not disturb each other.
 *
 * @param make puts the engine's programs into the folder `bin` of the folder it is given
 * @returns the folder of the finished engine
 */
export async function makeEngine(
  make: (root: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<string> {
  const folder = cacheFolder();
  try {
    await mkdir(folder, { recursive: true });
    await sweepUnfinished(folder);
    const workshop = await mkdtemp(join(folder, `.making-${process.pid}-`));
    const clear = () => rmSync(workshop, { recursive: true, force: true });
    process.once("exit", clear);
    try {
      await mkdir(join(workshop, "bin"));
      await make(workshop);
      const root = join(folder, await versionOf(programIn(workshop), signal));
      await move(join(workshop, "bin"), join(root, "bin"));
      return root;
    } finally {
      process.removeListener("exit", clear);
      clear();
    }
  } catch (error) {
    throw explained(error, folder);
  }
}

/** Moves the programs one by one, `pulumi` last: who finds it finds the others too. */
async function move(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const programs = (await readdir(from)).sort(
    (one, other) => Number(one === "pulumi") - Number(other === "pulumi"),
  );
  for (const program of programs) await rename(join(from, program), join(to, program));
}

/** Removes what processes left in the cache that were killed too hard to clean up. A folder that cannot be removed stays. */
export async function sweepUnfinished(folder = cacheFolder()): Promise<void> {
  for (const name of entriesOf(folder)) {
    const [, pid] = /^\.making-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function explained(error: unknown, folder: string): unknown {
  const code = codeOf(error) ?? "";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new Error(`the disk is full: no room for an engine in ${folder}`, { cause: error });
  }
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"].includes(code)) {
    const advice = "XDG_CACHE_HOME can name another folder";
    return new Error(`${folder} cannot be written to (${code}); ${advice}`, { cause: error });
  }
  return error;
}
