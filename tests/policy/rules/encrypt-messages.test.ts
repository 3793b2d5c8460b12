import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptMessages } from "../../../policy/rules/encrypt-messages";
import { resource, said } from "../asked";

const queue = (kmsMasterKeyId?: string | symbol) =>
  resource<aws.sqs.QueueArgs>("aws:sqs/queue:Queue", { kmsMasterKeyId, sqsManagedSseEnabled: true });

test("queues and topics with a customer-managed key are accepted, known or unknown", () => {
  expect(said(encryptMessages, queue("arn:aws:kms:us-east-1:111122223333:key/1"))).toBe("");
  expect(said(encryptMessages, queue(UNKNOWN))).toBe("");
});

test("queues and topics with SQS-managed encryption or an AWS managed key are rejected", () => {
  expect(said(encryptMessages, queue())).toContain("not encrypted with a key of the customer's own");
  expect(said(encryptMessages, queue("alias/aws/sqs"))).not.toBe("");
  expect(said(encryptMessages, resource("aws:sns/topic:Topic", {}))).not.toBe("");
});
