import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

export type Progress = (line: string) => void;

/** A folder of the cache, with what one build makes. */
export interface Cached {
  /** Name and version. */
  readonly name: string;
  readonly folder: string;
  /** Whether the folder is complete. */
  isBuilt(): boolean;
}

/**
 * Builds into a temporary folder and renames it when it is complete. An interrupted build leaves nothing that looks
 * complete, and of two simultaneous builds the first to finish wins.
 */
export async function fillCache(
  { name, folder: target, isBuilt }: Cached,
  progress: Progress,
  fill: (draft: string) => Promise<void>,
): Promise<void> {
  mkdirSync(dirname(target), { recursive: true });
  removeAbandoned(target);
  const draft = `${target}.building-${process.pid}-${randomBytes(4).toString("hex")}`;
  const discard = () => rmSync(draft, { recursive: true, force: true });
  process.once("exit", discard);
  const clock = startClock(`building ${name} (once, into the cache)`, progress);
  try {
    mkdirSync(draft);
    await fill(draft);
    if (!publish(draft, target) && !isBuilt()) throw new Error(`${target} is in the way; remove it`);
  } finally {
    clock.stop();
    discard();
    process.off("exit", discard);
  }
}

function publish(draft: string, target: string): boolean {
  try {
    renameSync(draft, target);
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST"].includes(codeOf(error))) return false;
    throw error;
  }
}

/** Temporary folders of builds that were killed before they could clean up. */
function removeAbandoned(target: string): void {
  const prefix = `${basename(target)}.building-`;
  for (const entry of readdirSync(dirname(target))) {
    if (!entry.startsWith(prefix) || isAlive(Number.parseInt(entry.slice(prefix.length), 10))) continue;
    rmSync(join(dirname(target), entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** The system's code of an error, whichever realm it comes from. */
function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

function startClock(what: string, progress: Progress): { stop(): void } {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  progress(`${what} …`);
  const timer = setInterval(() => progress(`${what}: ${seconds()} s so far`), 15_000);
  return {
    stop() {
      clearInterval(timer);
      progress(`${what}: ended after ${seconds()} s`);
    },
  };
}
