import { isCustomerKey } from "../keys";
import type { ResourcePolicy } from "../policy";
import { at } from "../properties";

/** Medium: messages wait in queues, up to two weeks, with whatever is in them. */
export const encryptMessages: ResourcePolicy = {
  name: "encrypt-messages",
  level: "mandatory",
  severity: "medium",
  demands: "Queues and topics are encrypted with a key of the customer's own.",
  reason:
    "Topics are not encrypted at all by default, and a key that AWS manages shuts nobody in the account out.",
  fix: "Set kmsMasterKeyId, and let whoever sends and receives use the key.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/sns-controls.html#sns-1",
  types: ["aws:sns/topic:Topic", "aws:sqs/queue:Queue"],
  *check({ properties }) {
    if (!isCustomerKey(at(properties, "kmsMasterKeyId")))
      yield "its messages are not encrypted with a key of the customer's own";
  },
};
