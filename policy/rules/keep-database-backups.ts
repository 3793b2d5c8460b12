import type { ResourcePolicy } from "../policy";
import { at, isGiven, UNKNOWN } from "../properties";

/** A week: whoever breaks data on a Friday is noticed on a Monday. */
const LEAST_DAYS = 7;

/** High, in prod: without backups, one wrong DELETE is for ever. */
export const keepDatabaseBackups: ResourcePolicy = {
  name: "keep-database-backups",
  level: "mandatory",
  severity: "high",
  demands: `In prod, a database can be restored to any moment of the last ${LEAST_DAYS} days, and leaves a snapshot when it goes.`,
  reason: "Replicas and standbys repeat every mistake at once; only a backup remembers.",
  fix: `Set backupRetentionPeriod to at least ${LEAST_DAYS} and skipFinalSnapshot to false.`,
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-11",
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  *check({ properties }, { production }) {
    // A replica is made again from its primary; Aurora's instances have no data of their own.
    const copy = isGiven(properties, "replicateSourceDb") || isGiven(properties, "clusterIdentifier");
    if (!production || (copy && at(properties, "clusterMembers") === undefined)) return;
    const days = at(properties, "backupRetentionPeriod");
    if (days !== UNKNOWN && !(Number(days ?? 0) >= LEAST_DAYS))
      yield `it can be restored to the last ${Number(days ?? 0)} days`;
    const skips = at(properties, "skipFinalSnapshot");
    if (skips !== UNKNOWN && String(skips) === "true") yield "it leaves no snapshot";
  },
};
