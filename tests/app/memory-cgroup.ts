import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Launcher } from "../../app/local/gallery";

/** A group of processes whose memory the kernel limits, like that of a container. */
export interface MemoryCgroup {
  /** Starts a command inside the group. */
  readonly launcher: Launcher;
  /** Returns how many processes of the group were killed because it was out of memory. */
  killed(): number;
  /** Returns the peak memory of the group, MiB, including the page cache. */
  peakMiB(): number;
  /** Removes the group. All its processes must have ended. */
  remove(): void;
}

const root = "/sys/fs/cgroup";
const mib = 1024 * 1024;

/**
 * Creates a memory cgroup of version 2 or 1, as root or with sudo without a password.
 * @throws Error if the machine has no memory cgroups, or the user cannot create one
 */
export function createMemoryCgroup(name: string, limitMiB: number): MemoryCgroup {
  const isSecond = existsSync(join(root, "cgroup.controllers"));
  const folder = join(root, ...(isSecond ? [] : ["memory"]), `${name}-${process.pid}`);
  const file = (second: string, first: string) => join(folder, isSecond ? second : first);
  const limit = file("memory.max", "memory.limit_in_bytes");
  const members = join(folder, "cgroup.procs");
  if (isSecond) asRoot(`echo +memory > ${join(root, "cgroup.subtree_control")}`);
  asRoot(`mkdir ${folder} && echo ${limitMiB * mib} > ${limit} && chmod a+w ${members}`);
  const set = Number(readFileSync(limit, "utf8"));
  if (set !== limitMiB * mib) throw new Error(`${limit} is ${set} instead of ${limitMiB} MiB`);
  return {
    launcher: ["/bin/sh", "-c", 'echo $$ > "$0" && exec "$@"', members],
    killed() {
      const events = readFileSync(file("memory.events", "memory.oom_control"), "utf8");
      return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? Number.NaN);
    },
    peakMiB: () => Number(readFileSync(file("memory.peak", "memory.max_usage_in_bytes"), "utf8")) / mib,
    remove: () => asRoot(`rmdir ${folder}`),
  };
}

function asRoot(script: string): void {
  const shell = ["/bin/sh", "-ec", script];
  const [command = "", ...args] = process.getuid?.() === 0 ? shell : ["sudo", "-n", ...shell];
  execFileSync(command, args, { stdio: ["ignore", "pipe", "pipe"] });
}
