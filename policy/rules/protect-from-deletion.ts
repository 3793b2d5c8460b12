import { dataTypes } from "../data-types";
import type { ResourcePolicy } from "../policy";
import { at, isGiven, isOrMayBe } from "../properties";

/** High, in prod: what holds data must not go by a slip. */
export const protectFromDeletion: ResourcePolicy = {
  name: "protect-from-deletion",
  level: "mandatory",
  severity: "high",
  demands:
    "In prod, AWS refuses to delete databases, the cluster and full buckets; keys and secrets wait before they go.",
  reason:
    "A destroy in the wrong terminal, or a replacement that nobody saw in the preview, takes them in minutes.",
  fix: "Set deletionProtection to true, forceDestroy to false, and waiting times to 30 days.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-8",
  types: dataTypes,
  *check({ type, properties }, { production }) {
    if (!production) return;
    const says = (name: string, wanted: string | boolean) => isOrMayBe(at(properties, name), wanted);
    if (type.startsWith("aws:s3/")) {
      if (isGiven(properties, "forceDestroy") && !says("forceDestroy", false))
        yield "it is deleted with all its objects";
    } else if (type.startsWith("aws:kms/") || type.startsWith("aws:secretsmanager/")) {
      const name = type.startsWith("aws:kms/") ? "deletionWindowInDays" : "recoveryWindowInDays";
      // 30 days is AWS's default, and its most.
      if (isGiven(properties, name) && !says(name, "30")) yield `it is gone in less than 30 days (${name})`;
    } else {
      const name = type.startsWith("aws:dynamodb/") ? "deletionProtectionEnabled" : "deletionProtection";
      // A replica is made again from its primary; a guard on it would only be in the way of making fewer.
      if (isGiven(properties, "replicateSourceDb") || isGiven(properties, "clusterIdentifier")) return;
      if (!says(name, true)) yield "nothing keeps it from being deleted";
    }
  },
};
