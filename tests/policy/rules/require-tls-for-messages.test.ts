import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { requireTlsForMessages } from "../../../policy/rules/require-tls-for-messages";
import { resource, saidOf } from "../asked";

const policy = (action: string) =>
  JSON.stringify({
    Statement: {
      Effect: "Deny",
      Principal: "*",
      Action: action,
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  });
const queue = resource("aws:sqs/queue:Queue", { url: "https://sqs/queue", policy: UNKNOWN });
const topic = resource("aws:sns/topic:Topic", { arn: "arn:aws:sns:us-east-1:111122223333:alerts" });
const forQueue = (given: string | symbol, queueUrl: string | symbol = "https://sqs/queue") =>
  resource<aws.sqs.QueuePolicyArgs>(
    "aws:sqs/queuePolicy:QueuePolicy",
    { queueUrl, policy: given },
    { dependencies: [queue] },
  );

test("a queue or topic that refuses plain HTTP may be", () => {
  const forTopic = resource<aws.sns.TopicPolicyArgs>("aws:sns/topicPolicy:TopicPolicy", {
    arn: "arn:aws:sns:us-east-1:111122223333:alerts",
    policy: policy("sns:Publish"),
  });
  expect(saidOf(requireTlsForMessages, [queue, forQueue(policy("sqs:*")), topic, forTopic])).toBe("");
});

test("its policy may be its own, or one that is not known yet", () => {
  const own = resource<aws.sqs.QueueArgs>("aws:sqs/queue:Queue", { policy: policy("*") });
  expect(saidOf(requireTlsForMessages, [own])).toBe("");
  const making = resource("aws:sqs/queue:Queue", { url: UNKNOWN });
  const made = resource(
    "aws:sqs/queuePolicy:QueuePolicy",
    { queueUrl: UNKNOWN, policy: UNKNOWN },
    { dependencies: [making] },
  );
  expect(saidOf(requireTlsForMessages, [making, made])).toBe("");
});

test("one without a policy may not, nor one that refuses sending alone, nor one beside another's", () => {
  expect(saidOf(requireTlsForMessages, [queue])).toContain("it accepts messages without TLS");
  expect(saidOf(requireTlsForMessages, [topic])).toContain("it accepts messages without TLS");
  expect(saidOf(requireTlsForMessages, [queue, forQueue(policy("sqs:SendMessage"))])).not.toBe("");
  expect(saidOf(requireTlsForMessages, [queue, forQueue(policy("sqs:*"), "https://sqs/other")])).not.toBe("");
});
