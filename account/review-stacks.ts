/** The differences between the stack of a pull request and its base. `groundwork review up` creates its file from them. */
import { boundaryPolicy, deployRole, REVIEW } from "./names";

/**
 * Settings that differ from the base. One replica remains: lists are read from a replica, and without one, a review would not show
 * whether users see a photo immediately after the upload.
 */
const settings = {
  guardRails: "development",
  natGateways: "single",
  logRetentionDays: 1,
  databaseInstanceClass: "db.t4g.micro",
  databaseStorageGib: 20,
  databaseMaxStorageGib: 22,
  databaseReplicas: 1,
  databaseMultiAz: false,
  // AWS requires backups for read replicas.
  databaseBackupRetentionDays: 1,
  databaseDeletionProtection: false,
  databaseFinalSnapshot: false,
  nodesMaxVcpu: 8,
  nodesMaxMemoryGib: 32,
  apiReplicasMin: 1,
  apiReplicasMax: 2,
  webReplicasMin: 1,
  webReplicasMax: 2,
  monitoringStorageGib: 10,
  monitoringMemoryMib: 512,
  monitoringRetentionDays: 31,
} as const;

/** Names that only one stack can have, receivers of alerts, restores, copies in another region, and settings that have another name now. */
const leftOut = [
  "databaseGeneration",
  "databaseRestorePhase",
  "databaseRestoreTime",
  "databaseRestoreSnapshot",
  "databaseRestoreBackups",
  "databaseRestoreReplicaOf",
  "recoveryKeyArn",
  "recoveryPhotoBucket",
  "standby",
  // The earlier name of guardRails.
  "environment",
  "galleryHost",
  "galleryHostedZoneId",
  "grafanaHost",
  "grafanaHostedZoneId",
  "grafanaAllowedCidrs",
  "alertEmails",
  "alertWebhookUrl",
  // A review has too few requests to decide about a version step by step.
  "releases",
];

/** Replaces the deploy role and the boundary of the base: the code of a pull request runs with others. */
function inherit(key: string, value: unknown, base: string): unknown {
  if (key === "rolePermissionsBoundary" && typeof value === "string")
    return value.replace(new RegExp(`${boundaryPolicy(base)}$`), boundaryPolicy(REVIEW));
  if (key === "clusterAdmins" && Array.isArray(value))
    return value.map((arn: unknown) =>
      String(arn).replace(new RegExp(`/${deployRole(base)}$`), `/${deployRole(REVIEW)}`),
    );
  return value;
}

export const reviewStacks = { settings, leftOut, inherit } as const;
