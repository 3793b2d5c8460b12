/** Where the images of a version come from: the commit that first deployed them, and its version. */
import { runOrThrow } from "@groundwork/rehearse/engine/child";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { sameImages } from "./images";
import type { Version } from "./versions";

/** What the listing says above the versions. */
export const originNote =
  "commit: of the checkout that first deployed these images (the stack's history records it)\n" +
  "version: in package.json at that commit; read from this clone";

/** The origin of a version's images in one line; unknown parts are named as such. */
export function describeOrigin(versions: readonly Version[], { images }: Version): string {
  const first = versions.findLast((each) => sameImages(each.images, images));
  const commit = first?.commit;
  if (commit === undefined) return "commit unknown: not deployed from a Git checkout";
  return `commit ${commit.slice(0, 12)}, ${versionAt(commit)}`;
}

function versionAt(commit: string): string {
  try {
    // A commit id cannot be an option or another revision: it is hexadecimal.
    if (!/^[0-9a-f]{40,64}$/.test(commit)) return "version unknown";
    const args = ["show", `${commit}:./package.json`];
    const { version } = JSON.parse(runOrThrow("git", args, { cwd: projectFolder }));
    return typeof version === "string" ? `version ${version}` : "version unknown: its package.json has none";
  } catch {
    return "version unknown: this clone does not have the commit; run git fetch";
  }
}
