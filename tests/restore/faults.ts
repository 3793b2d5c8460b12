/** Faults of a restore. Each must end in an error that names the cause, and a restore after it must find everything. */

import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BaseBackup } from "@groundwork/testbed/postgres/archive";
import { postgresBinaries } from "@groundwork/testbed/postgres/binaries";
import { RestoreFailed, type RestoreStep, restoreSteps } from "@groundwork/testbed/postgres/restore";
import { mountSmallDisk } from "@groundwork/testbed/processes/small-disk";
import { until } from "@groundwork/testbed/processes/until";
import type { Stage } from "./stage";

/** A fault, the error that it must cause, and its removal. */
interface Fault {
  readonly name: string;
  /** Causes the fault, and returns the message of the failed restore. */
  readonly run: (stage: Stage, time: Date) => Promise<string>;
  /** What the message must say. */
  readonly says: RegExp;
  readonly inSample: boolean;
}

/** The backup from which a restore to the time begins. */
function newestBackup({ archive }: Stage, time: Date): BaseBackup {
  const backup = archive
    .completeBackups()
    .filter(({ endedAt }) => endedAt <= time)
    .at(-1);
  if (backup === undefined) throw new Error("no backup is before the time");
  return backup;
}

function sizeMib(folder: string): number {
  return Math.ceil(Number.parseInt(execFileSync("du", ["-sk", folder], { encoding: "utf8" }), 10) / 1024);
}

/** Changes the file of a segment in the middle of the replay while `work` runs, and then restores it. */
async function withChangedSegment(
  stage: Stage,
  time: Date,
  change: (file: string, content: Buffer) => void,
  work: () => Promise<string>,
): Promise<string> {
  const { archive } = stage;
  const { firstSegment } = newestBackup(stage, time);
  const later = archive.segments().filter((name) => name > firstSegment);
  const segment = later[Math.floor(later.length / 3)];
  if (segment === undefined) throw new Error("no segment follows the base backup");
  const file = join(archive.wal, segment);
  const content = readFileSync(file);
  renameSync(file, `${file}.kept`);
  try {
    change(file, content);
    const message = await work();
    if (!message.includes(segment)) throw new Error(`the message does not name ${segment}: ${message}`);
    return message;
  } finally {
    renameSync(`${file}.kept`, file);
  }
}

const failing = async (stage: Stage, ...args: Parameters<Stage["restoreAndCompare"]>): Promise<string> => {
  const outcome = await stage.restoreAndCompare(...args).catch((error: unknown) => error);
  if (outcome instanceof RestoreFailed) return outcome.message;
  throw outcome instanceof Error ? outcome : new Error("the restore did not fail");
};

function killAt(step: RestoreStep): Fault {
  return {
    name: `killed at the step ${step}`,
    inSample: step === "replay",
    says:
      step === "copy"
        ? /: the copy of the base backup did not complete: it was killed\. Nothing else was changed/
        : /: the recovery ended: it was killed\..* Nothing else was changed/,
    run: async (stage, time) => {
      const into = stage.newDirectory();
      let killed: Promise<void> | undefined;
      const message = await failing(stage, time, {
        into,
        onStep: (at, kill, output) => {
          if (at !== step) return;
          const inside =
            step === "replay"
              ? until(async () => /restored log file "[0-9A-F]{24}"/.test(output()))
              : Promise.resolve();
          killed = inside.then(kill);
        },
      });
      await killed;
      // The same directory again: what the killed restore left is removed.
      await expectWhole(stage, time, into);
      return message;
    },
  };
}

/** @throws Error if a restore does not find exactly the committed transactions */
export async function expectWhole(stage: Stage, time: Date | "latest", into?: string): Promise<void> {
  const { comparison } = await stage.restoreAndCompare(time, into === undefined ? {} : { into });
  const { lost, invented, torn } = comparison;
  if (lost.length + invented.length + torn.length > 0)
    throw new Error(`afterwards ${lost.length} lost, ${invented.length} invented, ${torn.length} torn`);
}

/** A restore onto a disk that is full, during the copy or during the replay. */
async function onSmallDisk(stage: Stage, time: Date, mib: number): Promise<string> {
  const disk = mountSmallDisk(mib);
  try {
    postgresBinaries().own(disk.path);
    return await failing(stage, time, { into: join(disk.path, "restored") });
  } finally {
    disk.remove();
  }
}

export const faults: readonly Fault[] = [
  {
    name: "a WAL segment is corrupt",
    inSample: true,
    says: /is damaged, its checksum is not that of the archived segment/,
    run: (stage, time) =>
      withChangedSegment(
        stage,
        time,
        (file, content) => {
          const damaged = Buffer.from(content);
          damaged.writeUInt32BE((damaged.readUInt32BE(500_000) ^ 0xffffffff) >>> 0, 500_000);
          writeFileSync(file, damaged);
        },
        () => failing(stage, time),
      ),
  },
  {
    name: "a WAL segment is cut off",
    inSample: false,
    says: /is damaged/,
    run: (stage, time) =>
      withChangedSegment(
        stage,
        time,
        (file, content) => writeFileSync(file, content.subarray(0, 300_000)),
        () => failing(stage, time),
      ),
  },
  {
    name: "a WAL segment is missing before the time",
    inSample: true,
    says: /is not there.*recovery ended before configured recovery target was reached/,
    run: (stage, time) =>
      withChangedSegment(
        stage,
        time,
        () => {},
        () => failing(stage, time),
      ),
  },
  {
    name: "a WAL segment is missing, without a time",
    inSample: false,
    says: /The archive lacks the WAL segment .* and has later ones/,
    run: (stage, time) =>
      withChangedSegment(
        stage,
        time,
        () => {},
        () => failing(stage, "latest"),
      ),
  },
  {
    name: "the time is before the first backup",
    inSample: true,
    says: /is before the first complete base backup\. The earliest time is 20/,
    run: (stage) =>
      failing(stage, new Date((stage.archive.completeBackups()[0]?.endedAt.getTime() ?? 0) - 1)),
  },
  {
    name: "the time is after the last archived transaction",
    inSample: true,
    says: /recovery ended before configured recovery target was reached.*The last transaction before that was at 20/,
    run: (stage) => failing(stage, new Date(stage.lostAt + 60_000)),
  },
  {
    name: "the disk is full during the copy",
    inSample: true,
    says: /No space left on device/,
    run: (stage, time) => onSmallDisk(stage, time, 8),
  },
  {
    name: "the disk is full during the replay",
    inSample: false,
    says: /the recovery ended: .*No space left on device/,
    run: (stage, time) => onSmallDisk(stage, time, sizeMib(newestBackup(stage, time).directory) + 4),
  },
  ...restoreSteps.map(killAt),
];
