/** The engines in the user's cache folder. They survive `npm ci` and are shared by all clones. */
import { readdirSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { groundworkCache } from "./cache-folder";
import { codeOf } from "./errors";
import { compareVersions, versionOf } from "./version";

/** The folder of the cached engines. */
export function cacheFolder(): string {
  return groundworkCache("engine");
}

/** The program in an engine's folder, where the Automation API (`PulumiCommand.get`) expects it. */
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
 * Creates an engine in a temporary folder of the cache, and moves it to its final folder when it works. So the cache never
 * contains an incomplete engine, and simultaneous runs do not affect each other.
 *
 * @param make writes the engine's programs into the folder `bin` of the given folder
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

/** Moves the programs one by one, `pulumi` last, so that the others exist when `pulumi` is found. */
async function move(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const programs = (await readdir(from)).sort(
    (one, other) => Number(one === "pulumi") - Number(other === "pulumi"),
  );
  for (const program of programs) await rename(join(from, program), join(to, program));
}

/** Removes temporary folders of killed processes from the cache. A folder that cannot be removed stays. */
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
    return new Error(`the disk is full: not enough space for an engine in ${folder}`, { cause: error });
  }
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"].includes(code)) {
    const advice = "set XDG_CACHE_HOME to another folder";
    return new Error(`${folder} cannot be written to (${code}); ${advice}`, { cause: error });
  }
  return error;
}
