import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** The folder of one process: its ID and a random part. */
const ownFolder = /^gallery-spool-(\d+)-[0-9a-f-]{36}$/;

/** The temporary files of one process. Uploads are stored on disk, so that memory does not grow with their size. */
export class Spool {
  private constructor(private readonly folder: string) {}

  /**
   * Creates the folder of this process in `directory`, and removes the folders of killed processes: an `emptyDir` keeps its
   * content when its container restarts.
   */
  static async open(directory: string): Promise<Spool> {
    await removeLeftovers(directory);
    const folder = join(directory, `gallery-spool-${process.pid}-${randomUUID()}`);
    await mkdir(folder, { mode: 0o700 });
    return new Spool(folder);
  }

  /** Runs `work` with the names of two temporary files, and removes the files afterwards. */
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

/** Returns whether another process with this ID runs. A folder with the ID of this process is from an earlier one. */
function isAnotherProcess(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process exists; this user may not signal it.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
