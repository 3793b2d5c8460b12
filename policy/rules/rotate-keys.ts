import type { ResourcePolicy } from "../policy";
import { at, isGiven, isOrMayBe } from "../properties";

/** Medium: what one key has encrypted should not grow for ever. */
export const rotateKeys: ResourcePolicy = {
  name: "rotate-keys",
  level: "advisory",
  severity: "medium",
  demands: "Keys for encryption rotate by themselves.",
  reason: "A key that never changes protects more every year; rotating costs nothing and breaks nothing.",
  fix: "Set enableKeyRotation to true.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-4",
  types: ["aws:kms/key:Key"],
  *check({ properties }) {
    // Only symmetric keys whose material KMS made can: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    const spec = at(properties, "customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
    const usage = at(properties, "keyUsage") ?? "ENCRYPT_DECRYPT";
    if (
      spec !== "SYMMETRIC_DEFAULT" ||
      usage !== "ENCRYPT_DECRYPT" ||
      isGiven(properties, "customKeyStoreId")
    )
      return;
    if (!isOrMayBe(at(properties, "enableKeyRotation"), true)) yield "it does not rotate";
  },
};
