import { isCustomerKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { at } from "../properties";

/** Medium: logs hold more than anybody meant to write. */
export const encryptLogs: ResourcePolicy = {
  name: "encrypt-logs",
  level: "mandatory",
  severity: "medium",
  demands: "Log groups are encrypted with a key of the customer's own.",
  reason: "Logs hold addresses, names and now and then a token; a key decides who reads them besides IAM.",
  fix: "Set kmsKeyId, and let CloudWatch Logs use the key.",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  *check({ properties }) {
    if (!isCustomerKey(at(properties, "kmsKeyId")))
      yield "its logs are not encrypted with a key of the customer's own";
  },
};
