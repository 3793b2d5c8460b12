import { isCustomerManagedKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { getValue } from "../properties";

/** Medium: logs often contain sensitive data unintentionally. */
export const encryptLogs: ResourcePolicy = {
  name: "encrypt-logs",
  level: "mandatory",
  severity: "medium",
  description: "Log groups are encrypted with a customer managed key.",
  reason: "Logs contain addresses, names and sometimes tokens; a key adds a permission that readers need.",
  fix: "Set kmsKeyId, and allow CloudWatch Logs to use the key.",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  *check({ properties }) {
    if (!isCustomerManagedKey(getValue(properties, "kmsKeyId")))
      yield "its logs are not encrypted with a customer managed key";
  },
};
