import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder below the system's temporary folder. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

const swept = new Set<string>();

/**
 * Creates a folder that is removed when this process exits. Its name identifies this process: `kill -9` leaves the folder
 * behind, and the next process that creates one with the same prefix removes it.
 *
 * @param prefix such as `gallery-photos-`
 * @param parent the folder to create it in. Default: the system's temporary folder
 */
export function temporaryFolder(prefix: string, parent = tmpdir()): TemporaryFolder {
  if (!swept.has(prefix)) {
    swept.add(prefix);
    sweepFolders(prefix, parent);
  }
  const path = mkdtempSync(join(parent, `${prefix}${ownerName(process.pid)}-`));
  const remove = () => {
    process.off("exit", remove);
    removeFolder(path);
  };
  process.on("exit", remove);
  return { path, remove };
}

/** Removes the folders with a prefix whose process has ended. Folders of running processes, and those that name no process, stay. */
export function sweepFolders(prefix: string, parent = tmpdir()): void {
  const namespace = pidNamespace();
  for (const name of readdirSync(parent)) {
    const [, pid, started, owner] = name.startsWith(prefix)
      ? (/^(\d+)\.(\d+)\.(\d+)-[^-]+$/.exec(name.slice(prefix.length)) ?? [])
      : [];
    // A process of another container that shares the folder cannot be seen from here.
    if (pid === undefined || owner !== namespace) continue;
    if (!isRunning(Number(pid), started ?? "")) removeFolder(join(parent, name));
  }
}

/** Process id, start time and namespace: a later process can have the same id. */
function ownerName(pid: number): string {
  return `${pid}.${startTime(pid)}.${pidNamespace()}`;
}

function isRunning(pid: number, started: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process belongs to another user.
    if (Object(error).code === "ESRCH") return false;
  }
  const current = startTime(pid);
  return current === "0" || started === "0" || current === started;
}

/** In clock ticks after the start of the machine; 0 where /proc does not exist. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the name of the program, can contain spaces and parentheses.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
  } catch {
    return "0";
  }
}

function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}

/** Retries, because a process that is ending may still write into the folder. If it fails, the next sweep removes the folder. */
function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch {}
}
