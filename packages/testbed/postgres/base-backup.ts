/** Copies a running server, as https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP describes. */
import { mkdirSync, writeFileSync } from "node:fs";
import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { BaseBackup, WalArchive } from "./archive";
import { postgresBinaries } from "./binaries";
import type { PostgresNode } from "./node";

/** Folders whose content belongs to the running server. */
const emptied = new Set([
  ..."pg_wal pg_replslot pg_dynshmem pg_notify pg_serial pg_snapshots pg_stat_tmp pg_subtrans".split(" "),
]);
const omitted = /^(postmaster\.(pid|opts)|backup_label|pgsql_tmp.*|recovery\.signal|standby\.signal)$/;
/** How long the end of a backup waits for the archive, in milliseconds. */
const archiveMilliseconds = 60_000;

/**
 * Takes a base backup into the archive while the server continues to serve.
 *
 * @param options.onFile called before each file, with the number of files copied until then
 * @throws Error if the server's session ends meanwhile. The archive then has an incomplete backup, which no restore uses.
 */
export async function takeBaseBackup(
  server: PostgresNode,
  archive: WalArchive,
  options: { onFile?: (copied: number, session: number) => Promise<void> } = {},
): Promise<BaseBackup> {
  const folder = archive.nextBackup();
  const directory = join(folder, "data");
  const { own } = postgresBinaries();
  makeFolder(folder, own);
  const session = await server.connect();
  try {
    const [begun] = (
      await session.query<{ segment: string; pid: number }>(
        "SELECT pg_walfile_name(pg_backup_start($1, fast => true)) AS segment, pg_backend_pid() AS pid",
        [folder],
      )
    ).rows;
    if (begun === undefined) throw new Error("pg_backup_start returned nothing");
    let copied = 0;
    await copyTree(server.directory, directory, own, async () => {
      await options.onFile?.(copied, begun.pid);
      copied += 1;
    });
    await session.query(`SET statement_timeout = ${archiveMilliseconds}`);
    const [stopped] = (
      await session.query<{ labelfile: string }>(
        "SELECT labelfile FROM pg_backup_stop(wait_for_archive => true)",
      )
    ).rows;
    const [clock] = (await session.query<{ now: Date }>("SELECT clock_timestamp() AS now")).rows;
    if (stopped === undefined || clock === undefined) throw new Error("pg_backup_stop returned nothing");
    const label = join(directory, "backup_label");
    writeFileSync(label, stopped.labelfile);
    own(label);
    const note = { firstSegment: begun.segment, endedAt: clock.now };
    writeFileSync(join(folder, "complete.json"), JSON.stringify(note));
    return { ...note, directory };
  } finally {
    // A session that has ended cannot be ended again.
    await session.end().catch(() => {});
  }
}

async function copyTree(
  from: string,
  to: string,
  own: (path: string) => void,
  beforeFile: () => Promise<void>,
): Promise<void> {
  makeFolder(to, own);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (omitted.test(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (emptied.has(entry.name)) makeFolder(target, own);
    else if (entry.isDirectory()) await copyTree(source, target, own, beforeFile);
    else if (entry.isFile()) {
      await beforeFile();
      if (await copied(source, target)) own(target);
    }
  }
}

/** Whether the file was copied. The server may delete files meanwhile; the WAL then has their deletion. */
async function copied(source: string, target: string): Promise<boolean> {
  try {
    await copyFile(source, target);
    return true;
  } catch (error) {
    if (Object(error).code === "ENOENT") return false;
    throw error;
  }
}

/** PostgreSQL starts only in a folder that others cannot read. */
function makeFolder(path: string, own: (path: string) => void): void {
  mkdirSync(path, { mode: 0o700 });
  own(path);
}
