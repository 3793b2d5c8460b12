/**
 * The project in which tests run. Its stacks are those of tests/stacks/, its name is `groundwork`, and it has no applications beside the
 * gallery: a test depends neither on the stack files in the root of the repository, nor on the name in its Pulumi.yaml, nor on
 * applications/list.ts, which belong to the users of the platform.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";

/** The folder of the repository, for tests of the repository itself, such as those that list its files with git. */
export const repository = join(__dirname, "..", "..");

/** Name of the test project, and namespace of its settings. */
export const testProjectName = "groundwork";

/** Its files replace those of the same name in the root. */
const replacements = join(repository, "tests", "stacks");

/** Written by commands and tests, or not part of a project. */
const LEFT_OUT = [".git", "out", "coverage", ".local-state", ".test-project"];

/** Stack files, also those of account/, contain the users' settings. Pulumi.yaml declares the settings. */
const stackFile = /^Pulumi\..+\.yaml$/;

/** The list of applications. */
const listFile = "applications/list.ts";
const LIST = `import type { ApplicationSpec } from "./spec";

export const applications: readonly ApplicationSpec[] = [];
`;

/** Files of the test project that are not those of the repository: Pulumi.yaml, the stack files, other settings, and the list of applications. */
export const ownFiles: readonly string[] = ["Pulumi.yaml", listFile, ...replacing()];

/** Copies of the repository's files, because a module behind a link imports what is beside the repository's file: these import the list. */
const importers = ["index.ts", "rehearse.config.ts", "applications/images.ts"];

/** Folders with links to their files, besides the files above. */
const FOLDERS = ["account", "applications"];

/** The folder of the test project. It always exists: this module creates and updates it when it is loaded. */
export const testProject = placeTestProject(join(repository, ".test-project"));

/** Creates or updates a test project in a folder. Several processes can do so at the same time. */
export function placeTestProject(folder: string): string {
  for (const name of FOLDERS) ownFolder(join(folder, name));
  const files = [".", ...FOLDERS].flatMap((at) =>
    readdirSync(join(repository, at)).map((name) => join(at, name)),
  );
  const others = [...LEFT_OUT, ...FOLDERS, ...ownFiles, ...importers];
  for (const file of files.filter((each) => !others.includes(each) && !stackFile.test(basename(each))))
    link(join(repository, file), join(folder, file));
  for (const file of importers) write(join(folder, file), readFileSync(join(repository, file), "utf8"));
  write(join(folder, listFile), LIST);
  const declared = readFileSync(join(repository, "Pulumi.yaml"), "utf8");
  write(join(folder, "Pulumi.yaml"), declared.replace(/^name:.*$/m, `name: ${testProjectName}`));
  for (const name of replacing()) write(join(folder, name), readFileSync(join(replacements, name), "utf8"));
  // `review up` writes Pulumi.pr-NUMBER.yaml. Other stack files have been removed from tests/stacks.
  for (const name of readdirSync(folder).filter((each) => stackFile.test(each) && !/\.pr-\d+\./.test(each)))
    if (!ownFiles.includes(name)) rmSync(join(folder, name), { force: true });
  return folder;
}

function replacing(): readonly string[] {
  return readdirSync(replacements).filter((name) => name.endsWith(".yaml"));
}

/** Creates a folder, also in the place of a link to the repository's folder. */
function ownFolder(path: string): void {
  if (targetOf(path) !== undefined) {
    try {
      unlinkSync(path);
    } catch {
      // Another process has replaced it.
    }
  }
  mkdirSync(path, { recursive: true });
}

function link(target: string, at: string): void {
  if (targetOf(at) === target) return;
  rmSync(at, { recursive: true, force: true });
  try {
    symlinkSync(target, at);
  } catch (error) {
    // Another process has created it.
    if (targetOf(at) !== target) throw error;
  }
}

function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Replaces a file at once, so that no other process reads a part of it. */
function write(path: string, content: string): void {
  try {
    if (targetOf(path) === undefined && readFileSync(path, "utf8") === content) return;
  } catch {
    // It does not exist, or is a link to a file that was removed.
  }
  const written = `${path}.${process.pid}.new`;
  writeFileSync(written, content);
  renameSync(written, path);
}
