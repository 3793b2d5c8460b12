/** `groundwork scan secrets` */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, Option } from "@commander-js/extra-typings";
import { copyHistory, copyTree, isShallow } from "@groundwork/delivery/checks/secrets/files";
import { type Finding, scan } from "@groundwork/delivery/checks/secrets/scan";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { failUnless } from "../../status";

const description = `Scans for keys, tokens and passwords in every file that git tracks or would add, and in every version in the history of
the current branch.`;

export function createCommand() {
  return new Command()
    .description(description)
    .addOption(new Option("--folder <folder>", "a git clone").default(projectFolder, "this one"))
    .action(({ folder }) => {
      const workshop = mkdtempSync(join(tmpdir(), "groundwork-secrets-"));
      try {
        const tree = found(join(workshop, "tree"), (target) => copyTree(folder, target));
        const history = found(join(workshop, "history"), (target) => copyHistory(folder, target));
        // A secret that is still in the tree is reported once, for the tree.
        const present = new Set(tree.findings.map(({ file, line, what }) => `${file}:${line}:${what}`));
        const past = history.findings.filter(
          ({ file, line, what }) => !present.has(`${pathOf(file)}:${line}:${what}`),
        );
        for (const each of tree.findings) report(each.file, each);
        for (const each of past) report(`${pathOf(each.file)} in history, blob ${blobOf(each.file)}`, each);
        if (isShallow(folder)) console.log("This clone is shallow: only the fetched history was scanned.");
        console.log(
          `${tree.count} files and ${history.count} versions in history: ${tree.findings.length + past.length} secrets.`,
        );
        if (tree.findings.length + past.length === 0) return;
        console.log(
          "\nA committed secret is compromised: revoke it first, then remove it from the file. " +
            "`git log --find-object=BLOB` lists the commits.",
        );
        failUnless(false);
      } finally {
        rmSync(workshop, { recursive: true, force: true });
      }
    });
}

function found(
  target: string,
  copy: (target: string) => number,
): { count: number; findings: readonly Finding[] } {
  const count = copy(target);
  if (count === 0) return { count, findings: [] };
  const files = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(target.length + 1));
  return { count, findings: scan(target, files) };
}

/** Prints a finding and, on GitHub, annotates its line. */
function report(place: string, { file, line, what }: Finding): void {
  if (process.env.GITHUB_ACTIONS === "true") console.log(`::error file=${file},line=${line}::${what}`);
  console.log(`${place}:${line}  ${what}`);
}

function blobOf(file: string): string {
  return file.slice(0, file.indexOf("/"));
}

function pathOf(file: string): string {
  return file.slice(file.indexOf("/") + 1);
}
