import type { Resource, StackPolicy } from "../policy";
import { at, UNKNOWN } from "../properties";
import { isAbout, ofTypes } from "../relations";
import { refusesPlainHttp, statementsOf } from "../statements";

/** What has a policy of its own, what that is called, and what must not go without TLS. */
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

/** Medium: SNS and SQS answer plain HTTP unless a policy refuses it. */
export const requireTlsForMessages: StackPolicy = {
  name: "require-tls-for-messages",
  level: "mandatory",
  severity: "medium",
  demands: "Queues and topics refuse requests without TLS.",
  reason: "Otherwise messages, and signatures that can be used again, travel readably.",
  fix: 'Deny sending and receiving to principal "*" in its policy where aws:SecureTransport is false.',
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
  *checkStack(resources) {
    for (const { type, policies, actions } of kinds)
      for (const resource of ofTypes(resources, type)) {
        const about = ofTypes(resources, policies.type).filter((each) =>
          isAbout(each, policies.path, resource, policies.identifiers),
        );
        const kept = [resource, ...about].some((each) => refuses(each, actions, each !== resource));
        if (!kept) yield { resource, message: "it takes messages without TLS" };
      }
  },
};

/** A policy that is not known yet: a separate one is the program's; a queue's own is the default that AWS makes. */
function refuses({ properties }: Resource, actions: readonly string[], separate: boolean): boolean {
  const policy = at(properties, "policy");
  if (policy === UNKNOWN) return separate;
  return statementsOf(policy).some((statement) => refusesPlainHttp(statement, actions));
}
