import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Folder of the repository. */
export const root = join(__dirname, "..", "..");

/** Files of the repository whose names end in one of the extensions: tracked files, and new files that are not ignored. */
export function filesOfRepository(...extensions: readonly string[]): readonly string[] {
  const patterns = extensions.map((extension) => `*.${extension}`);
  const options = [
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
    "--deduplicate",
    "--",
    ...patterns,
  ];
  const deleted = new Set(git(["ls-files", "--deleted"]));
  return git(options).filter((file) => !deleted.has(file));
}

/** Content of a file, given by its path in the repository. */
export function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

function git(args: readonly string[]): readonly string[] {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\n").filter(Boolean);
}
