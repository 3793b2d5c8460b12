/** Collects the files to scan: those that git tracks or would add, and all earlier versions. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";

/** Maximum size in bytes. Larger files are images and similar binary data. */
const LARGEST = 1024 * 1024;

/** Copies every file of the working tree that git tracks or would add; returns how many. */
export function copyTree(folder: string, target: string): number {
  const listed = git(folder, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).toString();
  const files = listed
    .split("\0")
    .filter(
      (file) => file !== "" && (statSync(join(folder, file), { throwIfNoEntry: false })?.isFile() ?? false),
    )
    .filter((file) => statSync(join(folder, file)).size <= LARGEST);
  for (const file of files) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    copyFileSync(join(folder, file), join(target, file));
  }
  return files.length;
}

/**
 * Writes every version of every file in the history of HEAD to BLOB/PATH, and returns the number of versions. A shallow
 * clone contains only the history that it fetched.
 */
export function copyHistory(folder: string, target: string): number {
  const listed = git(folder, ["rev-list", "--objects", "HEAD"]).toString().trim().split("\n");
  // A line of a commit is its id alone; all other objects have a space and a path after it.
  const objects = listed.filter((line) => line.includes(" "));
  const paths = new Map(
    objects.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
  );
  const blobs = batch(folder, [...paths.keys()]);
  for (const { id, content } of blobs) {
    const file = join(target, id, paths.get(id) ?? "");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return blobs.length;
}

/** True when the clone was made with a depth. */
export function isShallow(folder: string): boolean {
  return git(folder, ["rev-parse", "--is-shallow-repository"]).toString().trim() === "true";
}

/** https://git-scm.com/docs/git-cat-file#_batch_output: `ID TYPE SIZE`, a newline, the content, a newline. */
function batch(folder: string, ids: readonly string[]): { id: string; content: Buffer }[] {
  const output = git(folder, ["cat-file", "--batch", "--buffer"], ids.join("\n"));
  const blobs: { id: string; content: Buffer }[] = [];
  for (let at = 0; at < output.length; ) {
    const line = output.indexOf("\n", at);
    const [id = "", type, size] = output.subarray(at, line).toString().split(" ");
    if (size === undefined) throw new Error(`git cat-file reports for ${id}: ${type}`);
    const end = line + 1 + Number(size);
    if (type === "blob" && Number(size) <= LARGEST)
      blobs.push({ id, content: output.subarray(line + 1, end) });
    at = end + 1;
  }
  return blobs;
}

function git(folder: string, args: readonly string[], input?: string): Buffer {
  const { status, stdout, stderr, error } = spawnSync("git", args, {
    cwd: folder,
    maxBuffer: 1024 ** 3,
    ...(input === undefined ? {} : { input }),
  });
  if (status === 0) return stdout;
  const why = error?.message ?? stderr.toString().trim();
  throw new Explained(
    `\`git ${args.join(" ")}\` failed in ${folder}: ${why}. The secret scan needs a git clone.`,
  );
}
