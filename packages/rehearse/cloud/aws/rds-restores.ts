/** Restores of RDS instances to a point in time, from the automated backups of another instance. */
import type * as aws from "@pulumi/aws";
import type { CloudResource } from "../cloud";
import type { Plain, Subject } from "../resource-type";

const instanceType = "aws:rds/instance:Instance";
type InstanceSubject = Subject<Plain<aws.rds.InstanceArgs>>;
type Restore = NonNullable<Plain<aws.rds.InstanceArgs>["restoreToPointInTime"]>;

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** The instance whose backups are restored. */
export function restoredFrom({ inputs, cloud }: InstanceSubject): CloudResource | undefined {
  const identifier = inputs.restoreToPointInTime?.sourceDbInstanceIdentifier;
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

function sourceProblems(subject: InstanceSubject, restore: Restore): string[] {
  const { sourceDbInstanceIdentifier: identifier, restoreTime } = restore;
  if (!identifier)
    return restore.sourceDbInstanceAutomatedBackupsArn || restore.sourceDbiResourceId
      ? []
      : ["restoreToPointInTime needs a source, such as sourceDbInstanceIdentifier"];
  const source = restoredFrom(subject)?.outputs;
  if (!source) return [`DBInstanceNotFound: the source ${identifier} does not exist`];
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
