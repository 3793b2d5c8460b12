import { isCustomerManagedKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { getValue } from "../properties";

/** High: the AWS managed key decrypts every secret for all principals that can read secrets. */
export const encryptSecrets: ResourcePolicy = {
  name: "encrypt-secrets",
  level: "mandatory",
  severity: "high",
  description: "Stored secrets are encrypted with a customer managed key.",
  reason:
    "The AWS managed key decrypts all secrets for every principal that can read one, and cannot be shared with other accounts.",
  fix: "Set kmsKeyId (keyId for a SecureString parameter).",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
  types: ["aws:secretsmanager/secret:Secret", "aws:ssm/parameter:Parameter"],
  *check({ type, properties }) {
    const parameter = type.startsWith("aws:ssm");
    if (parameter && getValue(properties, "type") !== "SecureString") return;
    if (!isCustomerManagedKey(getValue(properties, parameter ? "keyId" : "kmsKeyId")))
      yield "it is not encrypted with a customer managed key";
  },
};
