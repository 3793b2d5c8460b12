import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Folder of one process: its id, and a part that no other has. */
const ownFolder = /^gallery-spool-(\d+)-[0-9a-f-]{36}$/;

/**
 * The folder for temporary files of one process. A photo is kept on disk rather than in memory while it is on
 * its way, so memory does not grow with its size.
 */
export class Spool {
  private constructor(private readonly folder: string) {}

  /**
   * Makes this process's own folder in `directory`, and removes those of processes that were killed: an
   * `emptyDir` outlives the restart of its container.
   */
  static async open(directory: string): Promise<Spool> {
    await removeLeftovers(directory);
    const folder = join(directory, `gallery-spool-${process.pid}-${randomUUID()}`);
    await mkdir(folder, { mode: 0o700 });
    return new Spool(folder);
  }

  /** Runs `work` with two names for temporary files, and removes what was written however it ends. */
  async use<T>(work: (received: string, cleaned: string) => Promise<T>): Promise<T> {
    const base = join(this.folder, randomUUID());
    const files = [`${base}.received`, `${base}.cleaned`] as const;
    try {
      return await work(...files);
    } finally {
      await Promise.all(files.map((file) => rm(file, { force: true })));
    }
  }

  /** Removes the folder. */
  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const pid = ownFolder.exec(name)?.[1];
    if (pid === undefined || isAnotherProcess(Number(pid))) continue;
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** Whether a process with this id runs. A folder with this process's own id is older than this process. */
function isAnotherProcess(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Without the right to send it a signal, it exists all the more.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
