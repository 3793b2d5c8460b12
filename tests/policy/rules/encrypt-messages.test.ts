import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptMessages } from "../../../policy/rules/encrypt-messages";
import { resource, said } from "../asked";

const queue = (kmsMasterKeyId?: string | symbol) =>
  resource<aws.sqs.QueueArgs>("aws:sqs/queue:Queue", { kmsMasterKeyId, sqsManagedSseEnabled: true });

test("queues and topics with the customer's key may be, known or not yet", () => {
  expect(said(encryptMessages, queue("arn:aws:kms:us-east-1:111122223333:key/1"))).toBe("");
  expect(said(encryptMessages, queue(UNKNOWN))).toBe("");
});

test("those with SQS's own encryption or AWS's own key may not", () => {
  expect(said(encryptMessages, queue())).toContain("not encrypted with a customer managed key");
  expect(said(encryptMessages, queue("alias/aws/sqs"))).not.toBe("");
  expect(said(encryptMessages, resource("aws:sns/topic:Topic", {}))).not.toBe("");
});
