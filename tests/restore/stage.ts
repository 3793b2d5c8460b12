/** A server that was lost under load, its archive, and restores from it. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { WalArchive } from "@groundwork/testbed/postgres/archive";
import { takeBaseBackup } from "@groundwork/testbed/postgres/base-backup";
import { postgresBinaries } from "@groundwork/testbed/postgres/binaries";
import type { PostgresNode } from "@groundwork/testbed/postgres/node";
import { startPostgres } from "@groundwork/testbed/postgres/postgres";
import { type Restored, type RestoreOptions, restore } from "@groundwork/testbed/postgres/restore";
import { temporaryFolder } from "@groundwork/testbed/processes/temporary";
import { type Comparison, compare, type Transaction } from "./log";
import { createTables, readTables, Writers } from "./writers";

/** After so many seconds a segment is archived, full or not. RDS archives every five minutes. */
export const archiveTimeoutSeconds = 2;
const writerCount = 4;

/** A restore that was compared with the log, and removed. Times are in milliseconds. */
interface RestoredAndCompared {
  readonly restored: Restored;
  readonly comparison: Comparison;
  /** When the newest transaction that is there was acknowledged. */
  readonly newest: number;
  /** The last time to which the archive can restore: a later transaction is there. */
  readonly reachable: number;
}

export interface Stage {
  readonly archive: WalArchive;
  readonly original: PostgresNode;
  readonly log: readonly Transaction[];
  /** When the server was killed, in milliseconds. */
  readonly lostAt: number;
  /** Restores beside the original, compares the result with the log, and removes it. */
  restoreAndCompare(
    to: Date | "latest",
    options?: Partial<Pick<RestoreOptions, "onStep" | "into">>,
  ): Promise<RestoredAndCompared>;
  /** A data directory for a restore, which does not exist. */
  newDirectory(): string;
  stop(): Promise<void>;
}

/**
 * Starts a server, writes to it, takes base backups under load, kills and restarts it, and loses it with its disk.
 *
 * @param transactions at least so many are acknowledged before the server is lost. The load continues during the backups.
 */
export async function loseServer(transactions: number, progress: (line: string) => void): Promise<Stage> {
  const { path: folder, remove } = temporaryFolder("gallery-restore-");
  postgresBinaries().own(folder);
  const archive = new WalArchive(join(folder, "archive"), archiveTimeoutSeconds);
  const cluster = await startPostgres({ replicas: 0, archive });
  const { primary } = cluster;
  const stop = async () => {
    await cluster.stop();
    remove();
  };
  try {
    await createTables(primary);
    const writers = new Writers(primary, writerCount);
    try {
      await writers.more(transactions * 0.1);
      await takeBaseBackup(primary, archive);
      progress("a base backup was taken under load");
      await writers.more(transactions * 0.3);
      await interruptBackup(primary, archive);
      progress("a second one was interrupted: no restore may use it");
      await primary.kill();
      await primary.start();
      progress("the server was killed under load and started again");
      await writers.more(transactions * 0.2);
      await takeBaseBackup(primary, archive);
      await writers.more(transactions * 0.4);
    } catch (error) {
      await writers.stop();
      throw error;
    }
    const lostAt = Date.now();
    await primary.kill();
    await writers.stop();
    rmSync(primary.directory, { recursive: true });
    return {
      archive,
      original: primary,
      log: writers.log,
      lostAt,
      ...restores(folder, archive, primary, writers.log),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Ends the session of a backup in the middle of its copy. */
async function interruptBackup(primary: PostgresNode, archive: WalArchive): Promise<void> {
  const before = archive.completeBackups().length;
  const onFile = async (copied: number, session: number) => {
    if (copied === 200) await primary.query("SELECT pg_terminate_backend($1)", [session]);
  };
  const failed = await takeBaseBackup(primary, archive, { onFile }).then(
    () => false,
    () => true,
  );
  if (!failed || archive.completeBackups().length !== before)
    throw new Error("an interrupted base backup counts as complete");
}

function restores(folder: string, archive: WalArchive, original: PostgresNode, log: readonly Transaction[]) {
  let number = 0;
  const newDirectory = () => {
    number += 1;
    return join(folder, `restored-${number}`);
  };
  return {
    newDirectory,
    restoreAndCompare: async (
      to: Date | "latest",
      { into = newDirectory(), onStep }: Partial<Pick<RestoreOptions, "onStep" | "into">> = {},
    ) => {
      const restored = await restore({ archive, original, to, into, ...(onStep ? { onStep } : {}) });
      try {
        const { rows, totals } = await readTables(restored.server);
        const keys = new Set(rows.map(({ writer, sequence }) => `${writer}/${sequence}`));
        const there = log.filter((each) => keys.has(`${each.writer}/${each.sequence}`));
        const newest = Math.max(0, ...there.map(({ acknowledged = 0 }) => acknowledged));
        // A transaction that began at this time was committed after it, and ends a recovery to an earlier time.
        const reachable = Math.max(0, ...there.map(({ begun }) => begun)) - 1;
        return { restored, comparison: compare(log, timeOf(to, newest), rows, totals), newest, reachable };
      } finally {
        await restored.server.stop();
        rmSync(into, { recursive: true });
        rmSync(`${into}.restored`);
      }
    },
  };
}

/** Without a time, everything up to the newest transaction that is there must be there. */
const timeOf = (to: Date | "latest", newest: number) => (to === "latest" ? newest : to.getTime());
