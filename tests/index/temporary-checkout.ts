import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ownFiles, repository, testProject } from "../project/test-project";

/** A copy of this checkout's files, with the stacks of the test project, for a test that changes them. It uses the installed packages. */
export class TemporaryCheckout {
  readonly folder = mkdtempSync(join(tmpdir(), "groundwork-checkout-"));

  constructor() {
    copyCheckout(this.folder, (file) => /\.((c|m)?(ts|js)|jsonc?|ya?ml|br|txt)$/.test(file));
    for (const file of ownFiles) cpSync(join(testProject, file), join(this.folder, file));
  }

  /** Runs an npm script. Returns its exit status and its output. */
  run(script: string): { readonly status: number | null; readonly output: string } {
    const command = ["run", "--silent", script];
    const { status, stdout, stderr } = spawnSync("npm", command, { cwd: this.folder, encoding: "utf8" });
    return { status, output: `${stdout}${stderr}` };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Copies the files that git tracks, or does not ignore, into a folder. The copy uses the installed packages of this checkout. */
export function copyCheckout(folder: string, isCopied: (file: string) => boolean): void {
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const files = execFileSync("git", listed, { cwd: repository, encoding: "utf8" })
    .split("\0")
    .filter(Boolean);
  for (const file of files.filter((name) => isCopied(name) && existsSync(join(repository, name)))) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(join(repository, file), join(folder, file));
  }
  linkPackages(folder);
}

/** Creates a folder with a commit of this repository, as a clone of it. The copy uses the installed packages of this checkout. */
export function cloneCommit(folder: string, commit: string): void {
  execFileSync("git", ["clone", "--quiet", "--shared", "--no-checkout", repository, folder]);
  execFileSync("git", ["checkout", "--quiet", "-B", "main", commit], { cwd: folder });
  linkPackages(folder);
}

function linkPackages(folder: string): void {
  for (const workspace of [".", "app"]) linkModules(join(workspace, "node_modules"), folder);
}

function linkModules(modules: string, folder: string): void {
  const installed = join(repository, modules);
  mkdirSync(join(folder, modules), { recursive: true });
  // Both contain relative links, which lead to the packages of the copy.
  const own = ["@groundwork", ".bin"];
  for (const name of readdirSync(installed).filter((each) => ![...own, ".cache"].includes(each)))
    symlinkSync(join(installed, name), join(folder, modules, name));
  for (const name of own.filter((each) => existsSync(join(installed, each))))
    cpSync(join(installed, name), join(folder, modules, name), { recursive: true, verbatimSymlinks: true });
}
