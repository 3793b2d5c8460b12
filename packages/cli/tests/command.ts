/** Runs `groundwork` like a user, and parses command lines without running them. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

/** The file behind `node_modules/.bin/groundwork`. */
export const bin = join(projectFolder, "packages", "cli", "bin", "groundwork.js");

/** The exit status and output of a command. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `groundwork` and waits for its end. */
export function groundwork(args: readonly string[], cwd = projectFolder, env = process.env): Ended {
  return spawnSync(process.execPath, [bin, ...args], { cwd, env, encoding: "utf8", maxBuffer: 2 ** 26 });
}

/** The result of parsing a command line. */
export interface Parsed {
  /** "started" if the command would start, else the code of commander, such as "commander.unknownOption". */
  readonly code: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Parses command lines (the words after `groundwork`) without running them. */
export function parse(lines: readonly (readonly string[])[]): readonly Parsed[] {
  const file = join(projectFolder, "packages", "cli", "tests", "parse.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", "tsx/cjs", file], {
    cwd: projectFolder,
    input: JSON.stringify(lines),
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
