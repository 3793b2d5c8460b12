/** The differences between the stack of a pull request and dev. `groundwork review up` creates its file from them. */
import { boundaryPolicy, deployRole, REVIEW } from "./names";

/**
 * Settings that differ from dev. One replica remains: lists are read from a replica, and without one, a review would not show
 * whether users see a photo immediately after the upload.
 */
const settings = {
  environment: "dev",
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

/** Names that only one stack can have, and receivers of alerts. */
const leftOut = [
  "galleryHost",
  "galleryHostedZoneId",
  "grafanaHost",
  "grafanaHostedZoneId",
  "grafanaAllowedCidrs",
  "alertEmails",
  "alertWebhookUrl",
];

/** Replaces dev's deploy role and boundary: the code of a pull request runs with others. */
function inherit(key: string, value: unknown): unknown {
  if (key === "rolePermissionsBoundary" && typeof value === "string")
    return value.replace(new RegExp(`${boundaryPolicy("dev")}$`), boundaryPolicy(REVIEW));
  if (key === "clusterAdmins" && Array.isArray(value))
    return value.map((arn: unknown) =>
      String(arn).replace(new RegExp(`/${deployRole("dev")}$`), `/${deployRole(REVIEW)}`),
    );
  return value;
}

export const reviewStacks = { settings, leftOut, inherit } as const;
