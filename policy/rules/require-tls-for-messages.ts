import type { Resource, StackPolicy } from "../policy";
import { getValue, UNKNOWN } from "../properties";
import { filterByType, refersTo } from "../relations";
import { deniesPlainHttp, parseStatements } from "../statements";

/** Types with a policy, the type of that policy, and the actions that require TLS. */
const kinds = [
  {
    type: "aws:sns/topic:Topic",
    policies: { type: "aws:sns/topicPolicy:TopicPolicy", path: "arn", identifiers: ["arn", "id"] },
    actions: ["sns:Publish"],
  },
  {
    type: "aws:sqs/queue:Queue",
    policies: { type: "aws:sqs/queuePolicy:QueuePolicy", path: "queueUrl", identifiers: ["url", "id"] },
    actions: ["sqs:SendMessage", "sqs:ReceiveMessage"],
  },
] as const;

/** Medium: SNS and SQS accept plain HTTP unless a policy denies it. */
export const requireTlsForMessages: StackPolicy = {
  name: "require-tls-for-messages",
  level: "mandatory",
  severity: "medium",
  description: "Every queue and topic denies requests without TLS.",
  reason: "Otherwise messages and reusable signatures are sent in plain text.",
  fix: 'Deny sending and receiving to principal "*" in its policy where aws:SecureTransport is false.',
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
  *checkStack(resources) {
    for (const { type, policies, actions } of kinds)
      for (const resource of filterByType(resources, type)) {
        const about = filterByType(resources, policies.type).filter((each) =>
          refersTo(each, policies.path, resource, policies.identifiers),
        );
        const kept = [resource, ...about].some((each) => deniesWithoutTls(each, actions, each !== resource));
        if (!kept) yield { resource, message: "it accepts messages without TLS" };
      }
  },
};

/** An unknown separate policy comes from the program and may be correct. An unknown inline policy is AWS's default. */
function deniesWithoutTls({ properties }: Resource, actions: readonly string[], separate: boolean): boolean {
  const policy = getValue(properties, "policy");
  if (policy === UNKNOWN) return separate;
  return parseStatements(policy).some((statement) => deniesPlainHttp(statement, actions));
}
