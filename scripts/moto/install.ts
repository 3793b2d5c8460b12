/** Finds `moto_server`, or puts it into the user's cache folder. */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { groundworkCache } from "../groundwork-cache";

/** Versions that the tests were written against: https://pypi.org/project/moto */
const PACKAGE = "moto[server]>=5.1,<6";

/** How long pip may take, in milliseconds: some 40 MB. */
const INSTALL = 8 * 60_000;

/**
 * The `moto_server` program: from PATH, else from the cache, else installed there with pip.
 *
 * @throws Error that says what is missing and how to get it.
 */
export function findMoto(say: (line: string) => void = (line) => console.error(line)): string {
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, "moto_server"))
    .find((file) => existsSync(file));
  if (onPath) return onPath;
  const cached = join(cacheFolder(), "bin", "moto_server");
  if (existsSync(join(cacheFolder(), "complete"))) return cached;
  say(`Installing ${PACKAGE} from PyPI into ${cacheFolder()} (once; a minute or two)`);
  install();
  return cached;
}

function install(): void {
  const folder = cacheFolder();
  rmSync(folder, { recursive: true, force: true });
  run("python3", ["-m", "venv", folder], "python3 with its venv module (Debian: apt install python3-venv)");
  run(join(folder, "bin", "pip"), ["install", "--quiet", PACKAGE], "a network that reaches PyPI");
  // Written last: what was left half-made is made again.
  writeFileSync(join(folder, "complete"), "");
}

function run(command: string, args: readonly string[], needs: string): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: INSTALL });
  if (status === 0) return;
  const why = (error?.message ?? stderr).trim().split("\n").slice(-2).join(" | ");
  throw new Error(
    `moto_server is not here and could not be installed. It needs ${needs}, or moto_server on PATH ` +
      `(pip install '${PACKAGE}'). What failed: ${command} ${args.join(" ")}: ${why}`,
  );
}

function cacheFolder(): string {
  return groundworkCache("moto");
}
