import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { fillCache, type Progress } from "./fill-cache";
import { folderOf, type Part, parts } from "./parts";

/** Lists missing programs with their reasons; the caller decides whether to skip or to fail. */
export class PartsUnavailable extends Error {
  constructor(problems: readonly string[], what = "The control plane") {
    super(`${what} is not available:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "PartsUnavailable";
  }
}

export type { Progress };

/** Path of every program of the control plane, by name. */
export type Programs = ReadonlyMap<string, string>;

/**
 * Every program, built if it is not in the cache yet (a few minutes, once).
 * @throws PartsUnavailable with all programs that cannot be built, each with its reason
 */
export async function ensurePrograms(
  progress: Progress,
  wanted: readonly Part[] = parts,
  what?: string,
): Promise<Programs> {
  if (process.platform === "win32") throw new PartsUnavailable(["Windows is not supported: use WSL"], what);
  const programs = new Map<string, string>();
  const problems: string[] = [];
  for (const part of wanted) {
    try {
      if (!isBuilt(part)) await build(part, progress);
      for (const program of Object.keys(part.programs)) programs.set(program, join(folderOf(part), program));
    } catch (error) {
      problems.push(
        `${part.name} ${part.version}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  if (problems.length > 0) throw new PartsUnavailable(problems, what);
  return programs;
}

function isBuilt(part: Part): boolean {
  return Object.keys(part.programs).every((program) => existsSync(join(folderOf(part), program)));
}

async function build(part: Part, progress: Progress): Promise<void> {
  const built = {
    name: `${part.name} ${part.version}`,
    folder: folderOf(part),
    isBuilt: () => isBuilt(part),
  };
  await fillCache(built, progress, (draft) => goBuild(part, draft));
}

function goBuild(part: Part, into: string): Promise<void> {
  const packages = Object.values(part.programs);
  // Only the module's settings: a user's GOFLAGS or go.work must not change the build.
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" };
  const child = spawn(
    "go",
    [
      "build",
      "-trimpath",
      "-tags",
      part.tags ?? "",
      "-ldflags",
      `-s -w ${part.ldflags}`,
      "-o",
      outputOf(part, into),
      ...packages,
    ],
    {
      cwd: part.module,
      env,
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  giveWay(child);
  const stop = () => child.kill("SIGTERM");
  process.once("exit", stop);
  return new Promise<void>((resolve, reject) => {
    let output = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT" ? new Error("Go is not on PATH (https://go.dev/dl, 1.26 or later)") : error,
      ),
    );
    child.once("exit", (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`go build exited with ${code ?? signal}: ${lastLines(output)}`)),
    );
  }).finally(() => process.off("exit", stop));
}

/** `-o FOLDER/` names each program after its package, which is wrong if the package name ends in a version. */
function outputOf(part: Part, into: string): string {
  const [only, ...others] = Object.keys(part.programs);
  return only !== undefined && others.length === 0 ? join(into, only) : `${into}/`;
}

function giveWay(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // The compiler has already ended, or the system does not allow the signal: nothing else is needed.
  }
}

function lastLines(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("go: downloading"));
  return lines.slice(-3).join(" | ") || "no output";
}
