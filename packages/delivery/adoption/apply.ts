/**
 * Writes several files as one change. First, all new contents go to files beside the old ones. Then a journal is written. From
 * then on, an interrupted run is completed by the next one; before that, it is undone.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";

/** A file that changes. */
export interface FileChange {
  /** Relative to the project's folder. */
  readonly path: string;
  /** Undefined: the file does not exist yet. */
  readonly before: string | undefined;
  /** Undefined: the file is removed. */
  readonly after: string | undefined;
}

/** Ends the name of a file that replaces another one. */
const NEW = ".adopt-new";
const JOURNAL = ".adopt-journal.json";

const journalSchema = z.array(
  z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
);

/**
 * Makes the changes.
 *
 * @param onStep is called before each operation on the disk
 */
export function applyChanges(
  folder: string,
  changes: readonly FileChange[],
  onStep: () => void = () => undefined,
): void {
  if (changes.length === 0) return;
  for (const { path, after } of changes) {
    if (after === undefined) continue;
    onStep();
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    write(join(folder, `${path}${NEW}`), after);
  }
  const entries = changes.map(({ path, before, after }) => ({
    path,
    before: hashOf(before),
    after: hashOf(after),
  }));
  onStep();
  write(join(folder, `${JOURNAL}${NEW}`), JSON.stringify(entries));
  onStep();
  renameSync(join(folder, `${JOURNAL}${NEW}`), join(folder, JOURNAL));
  complete(folder, onStep);
}

/**
 * Completes or undoes the changes of a run that was interrupted.
 *
 * @param folders where files may be left, relative to the project's folder
 * @returns what was done. Undefined: nothing was to do
 * @throws Explained if a file was changed since
 */
export function recover(folder: string, folders: readonly string[]): "completed" | "undone" | undefined {
  if (existsSync(join(folder, JOURNAL))) {
    complete(folder, () => undefined);
    return "completed";
  }
  const left = [...new Set([".", ...folders])].flatMap((each) => {
    const at = join(folder, each);
    return existsSync(at)
      ? readdirSync(at).flatMap((name) => (name.endsWith(NEW) ? join(at, name) : []))
      : [];
  });
  for (const file of left) rmSync(file);
  return left.length > 0 ? "undone" : undefined;
}

function complete(folder: string, onStep: () => void): void {
  const journal = join(folder, JOURNAL);
  const entries = journalSchema.parse(JSON.parse(readFileSync(journal, "utf8")));
  const changed = entries.filter(({ path, before, after }) => {
    const now = hashOf(readIfExists(join(folder, path)));
    return now !== before && now !== after;
  });
  if (changed.length > 0)
    throw new Explained(
      `An earlier run of adopt was interrupted, and these files were changed since: ${changed.map(({ path }) => path).join(", ")}. ` +
        `The run's contents are in the files with ${NEW} at the end of their names. Copy what you need from them, remove ` +
        `them and ${JOURNAL}, and run this command again. Nothing was changed.`,
    );
  for (const { path, after } of entries) {
    const [file, replacement] = [join(folder, path), join(folder, `${path}${NEW}`)];
    onStep();
    if (after === null) rmSync(file, { force: true });
    else if (existsSync(replacement)) renameSync(replacement, file);
  }
  onStep();
  rmSync(journal);
}

/** Writes a file and waits until it is on the disk. */
function write(path: string, content: string): void {
  const file = openSync(path, "w");
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function hashOf(content: string | undefined): string | null {
  return content === undefined ? null : createHash("sha256").update(content).digest("hex");
}

/** The content of a file. Undefined if it does not exist. */
export function readIfExists(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
