/** A copy of the account's project with new settings, for the preview before anything is written. */
import { copyFileSync, cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Settings, writeSettings } from "./options";
import { localFolder } from "./places";

/** Copies Pulumi.yaml and the stack's file into a temporary folder, and writes the settings there. Returns the folder. */
export function stage(folder: string, stack: string, settings: Settings): string {
  const staged = mkdtempSync(join(tmpdir(), "groundwork-bootstrap-"));
  for (const name of ["Pulumi.yaml", `Pulumi.${stack}.yaml`]) {
    const file = join(folder, name);
    if (existsSync(file)) copyFileSync(file, join(staged, name));
  }
  writeSettings({ folder: staged, stack }, settings);
  return staged;
}

/** Copies the current local state, if there is one. */
export function stageState(folder: string, staged: string): void {
  const [from, to] = [localFolder(folder), localFolder(staged)];
  rmSync(to, { recursive: true, force: true });
  if (existsSync(from)) cpSync(from, to, { recursive: true });
}
