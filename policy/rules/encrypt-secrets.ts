import { isCustomerKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { at } from "../properties";

/** High: the key that AWS manages opens every secret for everyone who may read secrets at all. */
export const encryptSecrets: ResourcePolicy = {
  name: "encrypt-secrets",
  level: "mandatory",
  severity: "high",
  demands: "Stored secrets are encrypted with a key of the customer's own.",
  reason:
    "With AWS's own key, whoever may read secrets reads all of them, and none can be shared with another account.",
  fix: "Set kmsKeyId (keyId for a SecureString parameter).",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
  types: ["aws:secretsmanager/secret:Secret", "aws:ssm/parameter:Parameter"],
  *check({ type, properties }) {
    const parameter = type.startsWith("aws:ssm");
    if (parameter && at(properties, "type") !== "SecureString") return;
    if (!isCustomerKey(at(properties, parameter ? "keyId" : "kmsKeyId")))
      yield "it is not encrypted with a key of the customer's own";
  },
};
