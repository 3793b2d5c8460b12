/** Restores a server from its archive, as it was at a time. */
import { appendFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { supervise } from "../processes/supervised";
import type { BaseBackup, WalArchive } from "./archive";
import { postgresBinaries } from "./binaries";
import type { PostgresNode } from "./node";
import { freePorts } from "./postgres";

/** The steps of a restore, in their order. */
export const restoreSteps = ["copy", "replay", "promote"] as const;
export type RestoreStep = (typeof restoreSteps)[number];

/** A restore that failed, and the next step. */
export class RestoreFailed extends Error {
  override readonly name = "RestoreFailed";
}

/** A restored server, which accepts writes. */
export interface Restored {
  readonly server: PostgresNode;
  readonly backup: BaseBackup;
  /** Seconds until it accepted writes, and those for the copy of the base backup among them. */
  readonly seconds: { readonly total: number; readonly copy: number };
  /** Number of WAL segments that were replayed. */
  readonly segments: number;
}

export interface RestoreOptions {
  readonly archive: WalArchive;
  /** The time, or everything that the archive has. */
  readonly to: Date | "latest";
  /** The new data directory, beside the original. A restore into it that was interrupted is removed and starts again. */
  readonly into: string;
  /** A server with the same login, running or not. */
  readonly original: PostgresNode;
  /** Called when a step begins, with a function that kills what carries it out. */
  readonly onStep?: (step: RestoreStep, kill: () => Promise<void>, output: () => string) => void;
}

const recoverySeconds = 120;

/**
 * Copies the newest base backup before the time, replays the archived WAL, and opens the server for writes. It only reads the
 * archive, and the original is not changed.
 *
 * @throws RestoreFailed with the reason, and what is possible instead
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { archive, to, into, original, onStep } = options;
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const backup = chooseBackup(archive, to);
  prepareFolder(into);

  const copy = await supervise("cp", ["-Rp", backup.directory, into], {
    env: process.env,
    stopSignal: "KILL",
  });
  onStep?.("copy", async () => void process.kill(copy.pid, "SIGKILL"), copy.output);
  const status = await copy.ended;
  if (status !== 0) throw failure(to, "the copy of the base backup did not complete", copy.output());
  const copySeconds = since();

  const { own } = postgresBinaries();
  appendFileSync(join(into, "postgresql.conf"), archive.recoverySettings(to));
  writeFileSync(join(into, "recovery.signal"), "");
  own(join(into, "recovery.signal"));
  const [port = 0] = await freePorts(1);
  const server = original.beside(port, into);
  try {
    const started = server.start(recoverySeconds);
    onStep?.(
      "replay",
      () => server.kill(),
      () => server.output(),
    );
    await started;
    onStep?.(
      "promote",
      () => server.kill(),
      () => server.output(),
    );
    await opened(server);
  } catch (error) {
    await server.kill();
    throw failure(
      to,
      "the recovery ended",
      error instanceof Error ? `${error.message}\n${server.output()}` : String(error),
    );
  }
  writeFileSync(completeMark(into), "");
  const segments = server.output().match(/restored log file "[0-9A-F]{24}"/g)?.length ?? 0;
  return { server, backup, seconds: { total: since(), copy: copySeconds }, segments };
}

/** The note that a restore is complete. It is beside the data directory, which belongs to PostgreSQL. */
const completeMark = (into: string) => `${into}.restored`;

/** @throws RestoreFailed if no complete backup is older than the time, or the archive has a gap after it */
function chooseBackup(archive: WalArchive, to: Date | "latest"): BaseBackup {
  const backups = archive.completeBackups();
  const [oldest] = backups;
  if (oldest === undefined) throw new RestoreFailed("The archive has no complete base backup.");
  const backup = backups.filter(({ endedAt }) => to === "latest" || endedAt <= to).at(-1);
  if (backup === undefined)
    throw new RestoreFailed(
      `${describe(to)} is before the first complete base backup. The earliest time is ${oldest.endedAt.toISOString()}.`,
    );
  // With a time, the recovery fails by itself if it does not reach it. Without one, a gap would look like the end.
  const missing = to === "latest" ? archive.missingSegment(backup.firstSegment) : undefined;
  if (missing !== undefined)
    throw new RestoreFailed(
      `The archive lacks the WAL segment ${missing}, and has later ones. Restore the file, or restore to a time before the gap.`,
    );
  return backup;
}

function prepareFolder(into: string): void {
  if (existsSync(completeMark(into)))
    throw new RestoreFailed(`${into} has a complete restore. Choose another folder, or remove it.`);
  rmSync(into, { recursive: true, force: true });
}

async function opened(server: PostgresNode): Promise<void> {
  for (const deadline = Date.now() + recoverySeconds * 1000; ; await wait(20)) {
    const [row] = await server.query<{ recovers: boolean }>("SELECT pg_is_in_recovery() AS recovers");
    if (row?.recovers === false) return;
    if (Date.now() > deadline) throw new Error(`not open for writes within ${recoverySeconds} s`);
  }
}

function failure(to: Date | "latest", what: string, output: string): RestoreFailed {
  const said = output
    .split("\n")
    .flatMap((line) => /^cp: .*|archive: .*|(?:FATAL|PANIC): .*/.exec(line)?.[0] ?? [])
    // The server asks for the histories of timelines, which need not exist.
    .filter((line) => !/\.history is not there|the database system is (starting|not yet)/.test(line));
  // At the end of the archive the server asks for a segment that need not exist. It lacked it if it also says why it ended.
  const lacked = said.some((line) => /^(FATAL|PANIC): /.test(line));
  const reasons = lacked ? said : said.filter((line) => !/^archive: \w+ is not there/.test(line));
  const last = output.match(/last completed transaction was at log time ([\d-]+ [\d:.]+)\+00/)?.[1];
  // A full disk has one line for each file.
  const full = reasons.find((line) => line.includes("No space left on device"));
  const cause = full ?? ([...new Set(reasons)].join("; ") || "it was killed");
  const possible = last === undefined ? "" : ` The last transaction before that was at ${last} UTC.`;
  return new RestoreFailed(
    `Cannot restore to ${describe(to)}: ${what}: ${cause}.${possible} Nothing else was changed: fix the cause, and start the restore again.`,
  );
}

const describe = (to: Date | "latest") => (to === "latest" ? "the latest time" : to.toISOString());
