import { isCustomerManagedKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { getValue } from "../properties";

/** Medium: queues store messages, and the data in them, for up to two weeks. */
export const encryptMessages: ResourcePolicy = {
  name: "encrypt-messages",
  level: "mandatory",
  severity: "medium",
  description: "Queues and topics are encrypted with a customer managed key.",
  reason:
    "Topics are not encrypted by default, and an AWS managed key does not restrict access within the account.",
  fix: "Set kmsMasterKeyId, and allow senders and receivers to use the key.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/sns-controls.html#sns-1",
  types: ["aws:sns/topic:Topic", "aws:sqs/queue:Queue"],
  *check({ properties }) {
    if (!isCustomerManagedKey(getValue(properties, "kmsMasterKeyId")))
      yield "its messages are not encrypted with a customer managed key";
  },
};
