import type { ResourcePolicy } from "../policy";
import { getValue, isSet, mayEqual } from "../properties";

/** Medium: one key should not encrypt an ever-growing amount of data. */
export const rotateKeys: ResourcePolicy = {
  name: "rotate-keys",
  level: "advisory",
  severity: "medium",
  description: "Every encryption key has automatic rotation.",
  reason:
    "Without rotation, one key protects more data every year. Rotation is free and needs no other change.",
  fix: "Set enableKeyRotation to true.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-4",
  types: ["aws:kms/key:Key"],
  *check({ properties }) {
    // KMS rotates only symmetric keys whose key material it generated: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    const spec = getValue(properties, "customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
    const usage = getValue(properties, "keyUsage") ?? "ENCRYPT_DECRYPT";
    if (spec !== "SYMMETRIC_DEFAULT" || usage !== "ENCRYPT_DECRYPT" || isSet(properties, "customKeyStoreId"))
      return;
    if (!mayEqual(getValue(properties, "enableKeyRotation"), true)) yield "automatic rotation is disabled";
  },
};
