/** Restores of RDS instances to a point in time, from the automated backups of another instance. */
import type * as aws from "@pulumi/aws";
import type { CloudResource } from "../cloud";
import type { Plain, Subject } from "../resource-type";
import { replicatedInstance } from "./rds-replications";

const instanceType = "aws:rds/instance:Instance";
const snapshotType = "aws:rds/snapshot:Snapshot";
type InstanceSubject = Subject<Plain<aws.rds.InstanceArgs>>;
type Restore = NonNullable<Plain<aws.rds.InstanceArgs>["restoreToPointInTime"]>;

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** Whether an instance is created from a backup. */
export function isRestored({ restoreToPointInTime, snapshotIdentifier }: InstanceSubject["inputs"]): boolean {
  return restoreToPointInTime !== undefined || Boolean(snapshotIdentifier);
}

/**
 * The instance whose backups are restored, or the snapshot. Undefined for snapshots that no resource describes, such as those
 * that RDS takes every day.
 */
export function restoredFrom({ inputs, cloud }: InstanceSubject): CloudResource | undefined {
  if (inputs.snapshotIdentifier)
    return cloud.find(snapshotType, inputs.snapshotIdentifier, "dbSnapshotIdentifier");
  const { sourceDbInstanceIdentifier: identifier, sourceDbInstanceAutomatedBackupsArn: backups } =
    inputs.restoreToPointInTime ?? {};
  if (backups) return replicatedInstance(cloud, backups);
  return identifier ? cloud.find(instanceType, identifier, "identifier") : undefined;
}

/**
 * Reasons for which the provider or RDS rejects a restore. Only a creation restores: later, the source can be gone.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html
 */
export function restoreProblems(subject: InstanceSubject): string[] {
  const { id, inputs, cloud } = subject;
  const restore = inputs.restoreToPointInTime;
  if (!restore || cloud.find(instanceType, id)) return [];
  const conflicts = (["replicateSourceDb", "s3Import", "snapshotIdentifier"] as const).filter(
    (property) => inputs[property],
  );
  return [
    ...conflicts.map((property) => `restoreToPointInTime and ${property} exclude each other`),
    ...timeProblems(restore),
    ...sourceProblems(subject, restore),
  ];
}

function timeProblems({ restoreTime, useLatestRestorableTime }: Restore): string[] {
  if (Boolean(restoreTime) === Boolean(useLatestRestorableTime))
    return ["restoreToPointInTime needs either restoreTime or useLatestRestorableTime"];
  return restoreTime === undefined || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(restoreTime)
    ? []
    : [`restoreTime ${restoreTime} must be a time in UTC, such as 2026-10-31T14:32:00Z`];
}

/** Copied backups of an instance that the simulation does not have. */
export function restoresNotChecked(subject: InstanceSubject): string[] {
  const backups = subject.inputs.restoreToPointInTime?.sourceDbInstanceAutomatedBackupsArn;
  return backups && !restoredFrom(subject)
    ? [`restoreToPointInTime refers to ${backups}, which is not simulated`]
    : [];
}

const cloudRegion = ({ cloud }: InstanceSubject): string => cloud.account.region;

function sourceProblems(subject: InstanceSubject, restore: Restore): string[] {
  const {
    sourceDbInstanceIdentifier: identifier,
    sourceDbInstanceAutomatedBackupsArn: backups,
    restoreTime,
  } = restore;
  if (!identifier && !backups)
    return restore.sourceDbiResourceId
      ? []
      : ["restoreToPointInTime needs a source, such as sourceDbInstanceIdentifier"];
  const there = backups?.split(":")[3] ?? cloudRegion(subject);
  if (there !== cloudRegion(subject))
    return [`the backups ${backups} are in ${there}; a restore from them is allowed there only`];
  const source = restoredFrom(subject)?.outputs;
  // Another stack makes copied backups: see `restoresNotChecked`.
  if (!source) return backups ? [] : [`DBInstanceNotFound: the source ${identifier} does not exist`];
  // The API has no parameter for a key: the provider would replace the instance, whose key is another one than its input.
  const { kmsKeyId } = subject.inputs;
  if (kmsKeyId && kmsKeyId !== source.kmsKeyId)
    return [
      `kmsKeyId is ${kmsKeyId}; an instance restored to a point in time has its source's: ${source.kmsKeyId}`,
    ];
  const days = Number(source.backupRetentionPeriod ?? 0);
  if (days === 0) return [`PointInTimeRestoreNotEnabled: the source ${identifier} has no backups`];
  const latest = String(source.latestRestorableTime);
  const earliest = new Date(Date.parse(latest) - days * dayMilliseconds);
  const time = Date.parse(restoreTime ?? latest);
  return time > Date.parse(latest) || time < earliest.getTime()
    ? [
        `restoreTime ${restoreTime} is outside of the source's backups: it can be from ${earliest.toISOString()} to ${latest}`,
      ]
    : [];
}
