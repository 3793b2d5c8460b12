/** How the stack of a pull request differs from dev's; `groundwork review up` writes its file from this. */
import { boundaryPolicy, deployRole, REVIEW } from "./names";

/**
 * Settings that differ from dev. One replica stays: lists are read from a replica, and a change to the gallery can most easily
 * break that a user sees a photo right after the upload. Without a replica, a review would not show it.
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
  // AWS replicates only what has backups.
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

/** Names that only one stack can have, and people who are not to be woken by a pull request. */
const leftOut = [
  "galleryHost",
  "galleryHostedZoneId",
  "grafanaHost",
  "grafanaHostedZoneId",
  "grafanaAllowedCidrs",
  "alertEmails",
  "alertWebhookUrl",
];

/** dev's deploy role and boundary are not those under which a pull request's code runs. */
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
