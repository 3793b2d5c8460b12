/** An archive whose disk is full while the server is written to. */

import { join } from "node:path";
import { WalArchive } from "@groundwork/testbed/postgres/archive";
import { takeBaseBackup } from "@groundwork/testbed/postgres/base-backup";
import { postgresBinaries } from "@groundwork/testbed/postgres/binaries";
import type { PostgresNode } from "@groundwork/testbed/postgres/node";
import { startPostgres } from "@groundwork/testbed/postgres/postgres";
import { restore } from "@groundwork/testbed/postgres/restore";
import { mountSmallDisk } from "@groundwork/testbed/processes/small-disk";
import { until } from "@groundwork/testbed/processes/until";
import { compare } from "./log";
import { createTables, readTables, Writers } from "./writers";

/** The base backup of an empty server takes about 40 MiB. */
const smallMib = 52;
const enoughMib = 256;

/**
 * Fills the archive's disk, and gives it space again. The server must keep the WAL meanwhile, and a restore must find
 * everything that was acknowledged.
 */
export async function fullArchive(progress: (line: string) => void): Promise<string> {
  const disk = mountSmallDisk(smallMib);
  try {
    postgresBinaries().own(disk.path);
    const archive = new WalArchive(join(disk.path, "archive"), 1);
    const { primary, stop } = await startPostgres({ replicas: 0, archive });
    try {
      await createTables(primary);
      await takeBaseBackup(primary, archive);
      const writers = new Writers(primary, 2);
      await until(async () => (await archiver(primary)).failed > 0, 120);
      progress(
        "the archive's disk is full: the server reports failed archivings, and continues to accept writes",
      );
      await writers.more(200);
      disk.grow(enoughMib);
      await writers.stop();
      const [end] = await primary.query<{ segment: string }>(
        "SELECT pg_walfile_name(pg_switch_wal()) AS segment",
      );
      await until(async () => (await archiver(primary)).last >= (end?.segment ?? ""), 120);
      const restored = await restore({
        archive,
        original: primary,
        to: "latest",
        into: join(disk.path, "restored"),
      });
      const { rows, totals } = await readTables(restored.server);
      await restored.server.stop();
      const { lost, invented, torn, present } = compare(writers.log, Date.now(), rows, totals);
      if (lost.length + invented.length + torn.length > 0)
        throw new Error(`${lost.length} lost, ${invented.length} invented, ${torn.length} torn`);
      return `all ${present} transactions were archived once there was space, and restored`;
    } finally {
      await stop();
    }
  } finally {
    disk.remove();
  }
}

async function archiver(server: PostgresNode): Promise<{ failed: number; last: string }> {
  const [row] = await server.query<{ failed: string; last: string | null }>(
    "SELECT failed_count AS failed, last_archived_wal AS last FROM pg_stat_archiver",
  );
  return { failed: Number(row?.failed ?? 0), last: row?.last ?? "" };
}
