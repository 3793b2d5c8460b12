/** The archive of a PostgreSQL server: base backups, and the WAL segments after them. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { postgresBinaries } from "./binaries";

/** A complete base backup. */
export interface BaseBackup {
  /** The copy of the data directory. */
  readonly directory: string;
  /** The first WAL segment that a restore from it needs. */
  readonly firstSegment: string;
  /** The earliest time that can be restored from it: the end of the backup, by the server's clock. */
  readonly endedAt: Date;
}

// A segment appears under its name when it is complete. PostgreSQL archives a segment again if it was killed before it noted
// the success, so equal content is accepted. https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-ARCHIVING-WAL
const storeScript = `#!/bin/sh
set -eu
wal="$(dirname "$0")/wal"
sum="$(cksum < "$1")"
if [ -e "$wal/$2" ]; then
  [ "$(cat "$wal/$2.cksum")" = "$sum" ] && exit 0
  echo "archive: $2 exists with another content" >&2
  exit 1
fi
part="$wal/$2.part-$$"
trap 'rm -f "$part"' EXIT
cp "$1" "$part"
echo "$sum" > "$wal/$2.cksum"
mv "$part" "$wal/$2"
`;

// PostgreSQL takes a status from 1 to 125 as the end of the archive, and could then open a database that lacks the rest. A
// higher status ends the recovery. https://www.postgresql.org/docs/18/runtime-config-wal.html#GUC-RESTORE-COMMAND
const fetchScript = `#!/bin/sh
wal="$(dirname "$0")/wal"
if [ ! -e "$wal/$1" ]; then
  echo "archive: $1 is not there" >&2
  exit 1
fi
if [ "$(cksum < "$wal/$1")" != "$(cat "$wal/$1.cksum")" ]; then
  echo "archive: $1 is damaged, its checksum is not that of the archived segment" >&2
  exit 200
fi
cp "$wal/$1" "$2" || exit 200
`;

const segmentName = /^[0-9A-F]{24}$/;
/** Segments of 1 MiB in 4 GiB, the part of the WAL that the middle of a segment's name numbers. */
const segmentsPerLog = 4096;

/** An archive in a folder. `startPostgres({ archive })` fills it; its settings use segments of 1 MiB. */
export class WalArchive {
  readonly wal: string;
  private readonly backups: string;

  /** @param timeoutSeconds after which a segment that is not full is archived as well, if it has any transaction */
  constructor(
    readonly folder: string,
    readonly timeoutSeconds: number,
  ) {
    this.wal = join(folder, "wal");
    this.backups = join(folder, "backups");
    const { own } = postgresBinaries();
    for (const path of [folder, this.wal, this.backups]) {
      mkdirSync(path, { recursive: true });
      own(path);
    }
    for (const [name, text] of [
      ["store", storeScript],
      ["fetch", fetchScript],
    ] as const) {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), 0o755);
    }
  }

  /** Settings of a server that archives. */
  archivingSettings(): string {
    return `
archive_mode = on
archive_command = '"${this.folder}/store" "%p" "%f"'
archive_timeout = ${this.timeoutSeconds}s
min_wal_size = 2MB
max_wal_size = 16MB
`;
  }

  /** Settings of a server that recovers. It does not archive: its new timeline must not be mixed with the original's. */
  recoverySettings(to: Date | "latest"): string {
    // PostgreSQL does not accept the "T" and the "Z" of ISO 8601 here.
    const target =
      to === "latest"
        ? ""
        : `recovery_target_time = '${to.toISOString().replace("T", " ").replace("Z", "+00")}'\n`;
    return `
archive_mode = off
restore_command = '"${this.folder}/fetch" "%f" "%p"'
recovery_target_action = promote
recovery_target_timeline = current
log_min_messages = log
${target}`;
  }

  /** The folder for a new backup, which does not exist yet. */
  nextBackup(): string {
    const numbers = readdirSync(this.backups).map((name) => Number.parseInt(name, 10));
    return join(this.backups, String(Math.max(0, ...numbers) + 1));
  }

  /** The complete backups, oldest first. A backup that was interrupted has no note and is left out. */
  completeBackups(): readonly BaseBackup[] {
    return readdirSync(this.backups)
      .filter((name) => existsSync(join(this.backups, name, "complete.json")))
      .map((name) => readBackup(join(this.backups, name)))
      .sort((one, other) => one.endedAt.getTime() - other.endedAt.getTime());
  }

  /** Names of the archived segments, in order. */
  segments(): readonly string[] {
    return readdirSync(this.wal)
      .filter((name) => segmentName.test(name))
      .sort();
  }

  /** The first segment that is missing between `first` and the last one. */
  missingSegment(first: string): string | undefined {
    const numbers = this.segments().map(numberOf);
    const present = new Set(numbers);
    const last = Math.max(...numbers, -1);
    for (let number = numberOf(first); number <= last; number += 1)
      if (!present.has(number)) return nameOf(first.slice(0, 8), number);
    return undefined;
  }

  /** Names, sizes and checksums, to compare an archive with its earlier content. */
  inventory(): readonly string[] {
    return this.segments().map((name) => {
      const path = join(this.wal, name);
      return `${name} ${statSync(path).size} ${readFileSync(`${path}.cksum`, "utf8").trim()}`;
    });
  }
}

function readBackup(folder: string): BaseBackup {
  const note: { firstSegment: string; endedAt: string } = JSON.parse(
    readFileSync(join(folder, "complete.json"), "utf8"),
  );
  return { ...note, directory: join(folder, "data"), endedAt: new Date(note.endedAt) };
}

function numberOf(segment: string): number {
  return Number.parseInt(segment.slice(8, 16), 16) * segmentsPerLog + Number.parseInt(segment.slice(16), 16);
}

function nameOf(timeline: string, number: number): string {
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
  return timeline + hex(Math.floor(number / segmentsPerLog)) + hex(number % segmentsPerLog);
}
