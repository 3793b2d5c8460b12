import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptMessages } from "../../../policy/rules/encrypt-messages";
import { resource, violationsOf } from "../violations";

const queue = (kmsMasterKeyId?: string | symbol) =>
  resource<aws.sqs.QueueArgs>("aws:sqs/queue:Queue", { kmsMasterKeyId, sqsManagedSseEnabled: true });

test("queues and topics with a customer-managed key are accepted, known or unknown", () => {
  expect(violationsOf(encryptMessages, queue("arn:aws:kms:us-east-1:111122223333:key/1"))).toBe("");
  expect(violationsOf(encryptMessages, queue(UNKNOWN))).toBe("");
});

test("queues and topics with SQS-managed encryption or an AWS managed key are rejected", () => {
  expect(violationsOf(encryptMessages, queue())).toContain("not encrypted with a customer managed key");
  expect(violationsOf(encryptMessages, queue("alias/aws/sqs"))).not.toBe("");
  expect(violationsOf(encryptMessages, resource("aws:sns/topic:Topic", {}))).not.toBe("");
});
