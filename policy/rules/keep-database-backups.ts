import type { ResourcePolicy } from "../policy";
import { getValue, isSet, UNKNOWN } from "../properties";

/** One week: data that is damaged on a Friday may be noticed on Monday. */
const MINIMUM_DAYS = 7;

/** High, with production guard rails: without backups, an accidental DELETE cannot be undone. */
export const keepDatabaseBackups: ResourcePolicy = {
  name: "keep-database-backups",
  level: "mandatory",
  severity: "high",
  description: `With production guard rails, a database can be restored to any point in the last ${MINIMUM_DAYS} days and leaves a final snapshot.`,
  reason: "Replicas and standbys repeat every mistake immediately; only a backup can undo it.",
  fix: `Set backupRetentionPeriod to at least ${MINIMUM_DAYS} and skipFinalSnapshot to false.`,
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-11",
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  *check({ properties }, { production }) {
    // A replica can be recreated from its primary, and Aurora instances store no data.
    const copy = isSet(properties, "replicateSourceDb") || isSet(properties, "clusterIdentifier");
    if (!production || (copy && getValue(properties, "clusterMembers") === undefined)) return;
    const days = getValue(properties, "backupRetentionPeriod");
    if (days !== UNKNOWN && !(Number(days ?? 0) >= MINIMUM_DAYS))
      yield `it can be restored to the last ${Number(days ?? 0)} days only`;
    const skips = getValue(properties, "skipFinalSnapshot");
    if (skips !== UNKNOWN && String(skips) === "true") yield "it leaves no final snapshot";
  },
};
