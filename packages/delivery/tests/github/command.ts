import { spawn } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command in a separate process, as `npm run` does, without this process's environment. */
export function runGroundwork(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const bin = join(projectFolder, "packages", "cli", "bin", "groundwork.js");
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, output }));
  });
}
