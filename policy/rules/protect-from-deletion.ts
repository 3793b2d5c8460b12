import { dataTypes } from "../data-types";
import type { ResourcePolicy } from "../policy";
import { getValue, isSet, mayEqual } from "../properties";

/** High, with production guard rails: resources with data must not be deleted by mistake. */
export const protectFromDeletion: ResourcePolicy = {
  name: "protect-from-deletion",
  level: "mandatory",
  severity: "high",
  description:
    "With production guard rails, databases, the cluster and non-empty buckets have deletion protection; keys and secrets have a waiting period of 30 days.",
  reason:
    "A destroy in the wrong terminal, or a replacement that was overlooked in the preview, deletes them in minutes.",
  fix: "Set deletionProtection to true, forceDestroy to false, and waiting periods to 30 days.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-8",
  types: dataTypes,
  *check({ type, properties }, { production }) {
    if (!production) return;
    const isValue = (name: string, expected: string | boolean) =>
      mayEqual(getValue(properties, name), expected);
    if (type.startsWith("aws:s3/")) {
      if (isSet(properties, "forceDestroy") && !isValue("forceDestroy", false))
        yield "it is deleted with all its objects";
    } else if (type.startsWith("aws:kms/") || type.startsWith("aws:secretsmanager/")) {
      const name = type.startsWith("aws:kms/") ? "deletionWindowInDays" : "recoveryWindowInDays";
      // 30 days is AWS's default and maximum.
      if (isSet(properties, name) && !isValue(name, "30"))
        yield `its waiting period before deletion is less than 30 days (${name})`;
    } else {
      const name = type.startsWith("aws:dynamodb/") ? "deletionProtectionEnabled" : "deletionProtection";
      // A replica can be recreated from its primary, and protecting it would prevent reducing their number.
      if (isSet(properties, "replicateSourceDb") || isSet(properties, "clusterIdentifier")) return;
      if (!isValue(name, true)) yield "it has no deletion protection";
    }
  },
};
