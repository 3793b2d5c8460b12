/** Whether RDS can restore from a source, and what is possible instead. */
import { z } from "zod";
import type { Aws } from "../preflight/aws/client";
import { AwsRefusal } from "../preflight/aws/errors";
import { readPages, xmlList } from "../preflight/aws/read";
import { asking, type Finding, ok, problem } from "../preflight/finding";
import type { Source } from "./phases";

/** What the restored primary must fit. */
export interface Former {
  /** Identifier of the present primary. */
  readonly identifier: string;
  /** ARN of the key that encrypts it. */
  readonly keyArn: string;
  /** Storage to which it can grow, in GiB. Undefined if it does not grow. */
  readonly maxStorageGib?: number | undefined;
}

/** What is known of a source before it is restored. */
export interface SourceCheck {
  readonly findings: readonly Finding[];
  /** The time until which a restore from it contains everything. Undefined if it is not known. */
  readonly contains?: string;
}

/** The times from which RDS can restore. */
interface Window {
  readonly earliest: string;
  readonly latest: string;
  /** ARN of the key that encrypts the backups. */
  readonly keyArn: string;
  /** Storage of the instance, in GiB. */
  readonly storageGib: number;
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html */
const LEAST_PERCENT = 110;

const BACKUPS = "rds:DescribeDBInstanceAutomatedBackups";
const SNAPSHOTS = "rds:DescribeDBSnapshots";

// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstanceAutomatedBackup.html
const backups = z.object({
  DBInstanceAutomatedBackups: xmlList(
    "DBInstanceAutomatedBackup",
    z.object({
      KmsKeyId: z.string().default(""),
      AllocatedStorage: z.coerce.number().default(0),
      RestoreWindow: z
        .object({ EarliestTime: z.string().default(""), LatestTime: z.string().default("") })
        .default({ EarliestTime: "", LatestTime: "" }),
    }),
  ),
});

// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSnapshot.html
const snapshots = z.object({
  DBSnapshots: xmlList(
    "DBSnapshot",
    z.object({
      DBSnapshotIdentifier: z.string(),
      Status: z.string().default(""),
      KmsKeyId: z.string().default(""),
      SnapshotCreateTime: z.string().default(""),
    }),
  ),
});

/** Asks whether the source can be restored. */
export async function checkSource(aws: Aws, source: Source, former: Former): Promise<SourceCheck> {
  if ("snapshot" in source) return { findings: await checkSnapshot(aws, source.snapshot, former) };
  // The region of the source can be lost, and RDS answers when it creates the replica.
  if ("replicaOf" in source) return { findings: [] };
  return source.backups === undefined
    ? checkTime(aws, source.time, { DBInstanceIdentifier: former.identifier }, former)
    : checkTime(aws, source.time, { DBInstanceAutomatedBackupsArn: source.backups }, former);
}

async function checkTime(
  aws: Aws,
  time: string,
  of: Readonly<Record<string, string>>,
  { identifier, keyArn, maxStorageGib }: Former,
): Promise<SourceCheck> {
  const copied = of.DBInstanceAutomatedBackupsArn;
  const asked = copied === undefined ? `Backups of ${identifier}` : "Copied backups";
  let window: Window | undefined;
  const findings = await asking(asked, async () => {
    window = await readWindow(aws, of);
    const advice =
      copied === undefined
        ? `Choose another time, or a snapshot (--snapshot): aws rds describe-db-snapshots --db-instance-identifier ${identifier} --region ${aws.region}`
        : `Choose another time or other backups: aws rds describe-db-instance-automated-backups --region ${aws.region}`;
    if (window === undefined)
      return problem(
        asked,
        copied === undefined ? "RDS has none" : `RDS has none with the ARN ${copied}`,
        advice,
      );
    // A restore has the key of its backups, and the next update would replace the instance.
    if (copied !== undefined && window.keyArn !== keyArn)
      return problem(
        asked,
        `${window.keyArn} encrypts them, and the stack's key is ${keyArn}`,
        "Copy backups with the stack's key: set recoveryKeyArn of the other stack to it, and take the new backups.",
      );
    // A restore has the storage of its backups, and RDS needs room to grow.
    const least = Math.ceil((window.storageGib * LEAST_PERCENT) / 100);
    if (copied !== undefined && maxStorageGib !== undefined && maxStorageGib < least)
      return problem(
        asked,
        `they are of ${window.storageGib} GiB, and the stack's databaseMaxStorageGib is ${maxStorageGib}`,
        `Set databaseMaxStorageGib to ${least} or more, as in the stack that is lost, and update the stack.`,
      );
    const { earliest, latest } = window;
    const possible = `a restore is possible to each second from ${earliest} to ${latest}`;
    if (time === "latest") return ok(asked, possible);
    const at = Date.parse(time);
    if (at >= Date.parse(earliest) && at <= Date.parse(latest)) return ok(asked, possible);
    return problem(asked, `${time} is outside of the backups: ${possible}`, advice);
  });
  return { findings, ...(time === "latest" && window ? { contains: window.latest } : {}) };
}

/** The window of the automated backups. Undefined if there is none. */
async function readWindow(aws: Aws, of: Readonly<Record<string, string>>): Promise<Window | undefined> {
  const pages = await askForBackups(aws, of);
  const [found] = readPages(BACKUPS, pages, backups)
    .flatMap(({ DBInstanceAutomatedBackups }) => DBInstanceAutomatedBackups)
    .filter(({ RestoreWindow: { EarliestTime, LatestTime } }) => EarliestTime !== "" && LatestTime !== "");
  return (
    found && {
      earliest: found.RestoreWindow.EarliestTime,
      latest: found.RestoreWindow.LatestTime,
      keyArn: found.KmsKeyId,
      storageGib: found.AllocatedStorage,
    }
  );
}

async function askForBackups(aws: Aws, of: Readonly<Record<string, string>>) {
  try {
    return await aws.pages(BACKUPS, of);
  } catch (error) {
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstanceAutomatedBackups.html
    if (error instanceof AwsRefusal && /^DBInstanceAutomatedBackupNotFound/.test(error.code)) return [];
    throw error;
  }
}

async function checkSnapshot(aws: Aws, name: string, former: Former): Promise<readonly Finding[]> {
  const asked = `Snapshot ${name}`;
  const { identifier, keyArn } = former;
  const list = `aws rds describe-db-snapshots --db-instance-identifier ${identifier} --region ${aws.region}`;
  return asking(asked, async () => {
    const [found] = await readSnapshots(aws, name);
    if (found === undefined) return problem(asked, "RDS has no snapshot of this name", `List them: ${list}`);
    const { Status, KmsKeyId, SnapshotCreateTime } = found;
    if (Status !== "available")
      return problem(asked, `its status is ${Status}`, "Wait until it is available, or choose another one.");
    // A restore has the key of its snapshot, and the next update would replace the instance.
    if (KmsKeyId !== keyArn)
      return problem(
        asked,
        `${KmsKeyId === "" ? "it is not encrypted" : `${KmsKeyId} encrypts it`}, and the stack's key is ${keyArn}`,
        `Copy it with the stack's key: aws rds copy-db-snapshot --source-db-snapshot-identifier ${name} --target-db-snapshot-identifier NAME --kms-key-id ${keyArn} --region ${aws.region}`,
      );
    return ok(asked, `available, of ${SnapshotCreateTime}`);
  });
}

/**
 * RDS returns a snapshot that it or AWS Backup has taken only to a request with its type. Their identifiers have a prefix.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshots.html
 */
function typeOf(name: string): Readonly<Record<string, string>> {
  if (name.startsWith("rds:")) return { SnapshotType: "automated" };
  return name.startsWith("awsbackup:") ? { SnapshotType: "awsbackup" } : {};
}

async function readSnapshots(aws: Aws, name: string) {
  try {
    const pages = await aws.pages(SNAPSHOTS, { DBSnapshotIdentifier: name, ...typeOf(name) });
    return readPages(SNAPSHOTS, pages, snapshots).flatMap(({ DBSnapshots }) => DBSnapshots);
  } catch (error) {
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshots.html
    if (error instanceof AwsRefusal && /^DBSnapshotNotFound/.test(error.code)) return [];
    throw error;
  }
}
