import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";

/** A copy of this checkout's files, for a test that changes them. It uses the installed packages of this checkout. */
export class TemporaryCheckout {
  readonly folder = mkdtempSync(join(tmpdir(), "groundwork-checkout-"));

  constructor() {
    const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const files = execFileSync("git", listed, { cwd: projectFolder, encoding: "utf8" }).split("\0");
    for (const file of files.filter((name) => /\.((c|m)?(ts|js)|jsonc?|ya?ml|br|txt)$/.test(name))) {
      mkdirSync(join(this.folder, dirname(file)), { recursive: true });
      cpSync(join(projectFolder, file), join(this.folder, file));
    }
    for (const workspace of [".", "app"]) this.linkPackages(join(workspace, "node_modules"));
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

  private linkPackages(folder: string): void {
    const installed = join(projectFolder, folder);
    mkdirSync(join(this.folder, folder, "@groundwork"), { recursive: true });
    for (const name of readdirSync(installed).filter((each) => each !== "@groundwork"))
      symlinkSync(join(installed, name), join(this.folder, folder, name));
    if (folder !== "node_modules") return;
    // Relative links, so that they lead to the packages of the copy.
    for (const name of readdirSync(join(installed, "@groundwork")))
      symlinkSync(
        readlinkSync(join(installed, "@groundwork", name)),
        join(this.folder, folder, "@groundwork", name),
      );
  }
}
