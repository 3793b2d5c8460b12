/** Locks, and whether the processes that hold them still run. */
import { hostname } from "node:os";
import { runShort } from "@groundwork/rehearse/engine/child";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";
import type { Backend } from "./backend";
import { lockFolder, type StackName } from "./stacks";

/** alive: the process runs on this machine. dead: it has ended. elsewhere: it ran on another machine. */
type Holder = "alive" | "dead" | "elsewhere";

/** A lock on a stack. The engine removes it when the update ends. A killed engine leaves it, and it does not expire. */
export interface Lock {
  readonly key: string;
  readonly id: string;
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  readonly since: Date;
  readonly holder: Holder;
}

// https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/lock.go
const content = z.object({
  pid: z.number(),
  username: z.string(),
  hostname: z.string(),
  timestamp: z.coerce.date(),
});

/** The locks on a stack, oldest first. */
export async function locksOf(backend: Backend, name: StackName): Promise<readonly Lock[]> {
  const locks: Lock[] = [];
  for (const { key, modified } of await backend.list(lockFolder(name))) {
    const text = await backend.read(key);
    if (text === undefined) continue;
    locks.push(readLock(key, text, modified));
  }
  return locks.sort((one, other) => one.since.getTime() - other.since.getTime());
}

/** Parses a lock of the engine. Of an incomplete lock only the time is known. */
export function readLock(key: string, text: string, modified: Date): Lock {
  const { pid, username: user, hostname: host, timestamp: since } = parse(text, modified);
  return { key, id: idOf(key), user, host, pid, since, holder: holderOf(host, pid) };
}

function parse(text: string, modified: Date): z.output<typeof content> {
  try {
    return content.parse(JSON.parse(text));
  } catch {
    return { pid: 0, username: "unknown", hostname: "unknown", timestamp: modified };
  }
}

function idOf(key: string): string {
  return (
    key
      .split("/")
      .at(-1)
      ?.replace(/\.json$/, "") ?? key
  );
}

function holderOf(host: string, pid: number): Holder {
  if (host !== hostname()) return "elsewhere";
  return pid > 0 && isHolder(pid) ? "alive" : "dead";
}

/**
 * Whether the process is the engine or this command, which holds a lock during a restore. The id of an ended process may
 * be reused by another program.
 */
function isHolder(pid: number): boolean {
  const command = runShort("ps", ["-o", "stat=,comm=", "-p", String(pid)]).stdout.trim();
  // A zombie has ended, but its parent has not read its exit status.
  return !command.startsWith("Z") && /pulumi|node/.test(command);
}

/** Describes a lock in two lines: its holder, and the next step. */
export function describeLock({ id, user, host, pid, since, holder }: Lock, now = new Date()): string {
  const age = ageOf(now.getTime() - since.getTime());
  const meaning = {
    alive: "its process runs on this machine: wait for it, or stop it with Ctrl-C",
    dead: "its process has ended: the lock is stale, and `unlock` removes it",
    elsewhere: `only ${host} can show whether it still runs${RUNNER.test(host) ? RUNNER_ADVICE : ""}`,
  }[holder];
  return `${id}: ${user}@${host}, process ${pid}, since ${since.toISOString()} (${age})\n    ${meaning}`;
}

// Host names of GitHub's own runners.
const RUNNER = /^(fv-az|runnervm|runner-)/;
const RUNNER_ADVICE = ", a GitHub Actions runner: check for running jobs (gh run list --status in_progress)";

function ageOf(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.floor(milliseconds / 1000))} s ago`;
  return minutes < 120 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

/**
 * Removes the locks on a stack whose processes have ended.
 *
 * @param holderIsGone confirms that the processes on other machines have ended
 * @throws Explained if a process runs or may run. Then no lock is removed.
 */
export async function unlock(
  backend: Backend,
  name: StackName,
  { holderIsGone = false } = {},
): Promise<readonly Lock[]> {
  const locks = await locksOf(backend, name);
  const inTheWay = locks.filter(
    ({ holder }) => holder === "alive" || (holder === "elsewhere" && !holderIsGone),
  );
  if (inTheWay.length > 0) {
    const advice = inTheWay.some(({ holder }) => holder === "alive")
      ? "Do not unlock a running update: two updates at the same time would lose the changes of one of them."
      : "After you have checked that it no longer runs, run this command again with --holder-is-gone.";
    const lines = inTheWay.map((lock) => `  ${describeLock(lock)}`);
    throw new Explained(`${name.stack} stays locked:\n${lines.join("\n")}\n${advice}`);
  }
  for (const { key } of locks) await backend.remove(key);
  return locks;
}
