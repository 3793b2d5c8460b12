import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectFolder } from "@groundwork/rehearse/project/files";

export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command in a separate process, as `npm run` does, without this process's environment. */
export function runScriptFile(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const loader = pathToFileURL(join(projectFolder, "node_modules", "tsx", "dist", "loader.mjs")).href;
  const child = spawn(
    process.execPath,
    ["--import", loader, join(projectFolder, "packages/cli/commands", script), ...args],
    {
      cwd: projectFolder,
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
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
