import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { requireTlsForMessages } from "../../../policy/rules/require-tls-for-messages";
import { resource, stackViolationsOf } from "../violations";

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

test("a queue or topic that denies plain HTTP is accepted", () => {
  const forTopic = resource<aws.sns.TopicPolicyArgs>("aws:sns/topicPolicy:TopicPolicy", {
    arn: "arn:aws:sns:us-east-1:111122223333:alerts",
    policy: policy("sns:Publish"),
  });
  expect(stackViolationsOf(requireTlsForMessages, [queue, forQueue(policy("sqs:*")), topic, forTopic])).toBe(
    "",
  );
});

test("its policy can be inline, a separate resource, or unknown", () => {
  const own = resource<aws.sqs.QueueArgs>("aws:sqs/queue:Queue", { policy: policy("*") });
  expect(stackViolationsOf(requireTlsForMessages, [own])).toBe("");
  const making = resource("aws:sqs/queue:Queue", { url: UNKNOWN });
  const made = resource(
    "aws:sqs/queuePolicy:QueuePolicy",
    { queueUrl: UNKNOWN, policy: UNKNOWN },
    { dependencies: [making] },
  );
  expect(stackViolationsOf(requireTlsForMessages, [making, made])).toBe("");
});

test("a queue without a policy is rejected, and so is one that denies only sending, even beside another policy", () => {
  expect(stackViolationsOf(requireTlsForMessages, [queue])).toContain("it accepts messages without TLS");
  expect(stackViolationsOf(requireTlsForMessages, [topic])).toContain("it accepts messages without TLS");
  expect(stackViolationsOf(requireTlsForMessages, [queue, forQueue(policy("sqs:SendMessage"))])).not.toBe("");
  expect(
    stackViolationsOf(requireTlsForMessages, [queue, forQueue(policy("sqs:*"), "https://sqs/other")]),
  ).not.toBe("");
});
