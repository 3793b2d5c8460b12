/** Copies of the platform with the files that `pulumi up` and the tools need, without packages, tests and documents. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectName } from "@groundwork/rehearse/project/files";
import { ownFiles, repository, testProject } from "../project/test-project";

const FILES = [
  ...[
    "index.ts",
    "rehearse.config.ts",
    "applications",
    "settings",
    "infra",
    "k8s",
    "policy",
    "account",
    "adoption",
  ],
  // settings/ and k8s/ import it.
  "app/src/photos/limits.ts",
  ...["package.json", "tsconfig.json"],
];

/** Copies the platform into a folder, with the name and the stacks of the test project. */
export function copyPlatform(folder: string): void {
  for (const file of FILES) cpSync(join(repository, file), join(folder, file), { recursive: true });
  for (const file of ownFiles) cpSync(join(testProject, file), join(folder, file));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
}

/** A copy with another name in Pulumi.yaml, and therefore other keys of settings. Remove its folder at the end. */
export function renamedProject(name: string) {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-renamed-"));
  copyPlatform(folder);
  rename(folder, name);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Renames the project in a folder. */
export function rename(folder: string, name: string): void {
  const before = projectName(folder);
  const edit = (file: string, from: RegExp, to: string) =>
    writeFileSync(join(folder, file), readFileSync(join(folder, file), "utf8").replaceAll(from, to));
  edit("Pulumi.yaml", new RegExp(`^name: ${before}$`, "gm"), `name: ${name}`);
  for (const file of readdirSync(folder).filter((each) => /^Pulumi\..+\.yaml$/.test(each)))
    edit(file, new RegExp(`^( *)${before}:`, "gm"), `$1${name}:`);
}
