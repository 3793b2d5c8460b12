/** What adopt asks git, and the merge driver that keeps the adopter's files. */
import { runShort } from "@groundwork/rehearse/engine/child";
import { RECORD } from "./record";

/**
 * Name of the merge driver in .gitattributes. Where a clone does not configure it, git merges as usual:
 * https://git-scm.com/docs/gitattributes#_defining_a_custom_merge_driver
 */
const DRIVER = "merge.adopted.driver";

/**
 * Keeps the current version of a file if a merged commit has no adoption.yaml, as those of the platform; other merges, such as of
 * the adopter's own branches, are usual ones. `git merge` names the merged commits in variables GITHEAD_COMMIT:
 * https://github.com/git/git/blob/v2.52.0/builtin/merge.c
 */
const DRIVER_COMMAND =
  'for merged in $(env | sed -n "s/^GITHEAD_\\([0-9a-f]*\\)=.*/\\1/p"); do ' +
  `git cat-file -e "$merged:${RECORD}" 2>/dev/null || exit 0; done; ` +
  "git merge-file -L ours -L base -L theirs %A %O %B";

function git(folder: string, args: readonly string[]) {
  return runShort("git", ["-C", folder, ...args]);
}

/** Whether the folder is in a git repository. */
export function isRepository(folder: string): boolean {
  return git(folder, ["rev-parse", "--is-inside-work-tree"]).stdout.trim() === "true";
}

/** The id of the current commit. Empty: there is none. */
export function currentCommit(folder: string): string {
  return git(folder, ["rev-parse", "--verify", "--quiet", "HEAD"]).stdout.trim();
}

/** The content of a file in a commit. Undefined: it does not exist. */
export function fileAt(folder: string, commit: string, path: string): string | undefined {
  const { status, stdout } = git(folder, ["show", `${commit}:./${path}`]);
  return status === 0 ? stdout : undefined;
}

/** The paths among these that have changes which are not committed. */
export function uncommitted(folder: string, paths: readonly string[]): readonly string[] {
  const { stdout } = git(folder, ["status", "--porcelain", "--untracked-files=all", "--", ...paths]);
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : line.slice(3)));
}

/** The paths that a merge has left with conflicts. */
export function conflicts(folder: string): readonly string[] {
  const { stdout } = git(folder, ["diff", "--name-only", "--diff-filter=U", "--relative"]);
  return stdout.split("\n").filter((line) => line !== "");
}

/** Whether merges in this clone keep the adopter's files. */
export function hasMergeDriver(folder: string): boolean {
  return git(folder, ["config", "--local", "--get", DRIVER]).stdout.trim() === DRIVER_COMMAND;
}

/** Configures this clone. Git does not copy its configuration to other clones. */
export function setMergeDriver(folder: string): void {
  git(folder, ["config", "--local", "merge.adopted.name", "keeps the files of the adopter"]);
  git(folder, ["config", "--local", DRIVER, DRIVER_COMMAND]);
}
