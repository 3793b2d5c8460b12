import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptLogs } from "../../../policy/rules/encrypt-logs";
import { type Known, resource, violationsOf } from "../violations";

const asked = (properties: Known<aws.cloudwatch.LogGroupArgs>) =>
  violationsOf(
    encryptLogs,
    resource<aws.cloudwatch.LogGroupArgs>("aws:cloudwatch/logGroup:LogGroup", properties),
  );

test("logs with a customer-managed key are accepted, known or unknown", () => {
  expect(asked({ kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" })).toBe("");
  expect(asked({ kmsKeyId: UNKNOWN })).toBe("");
});

test("logs without a key, or with an empty one, are rejected", () => {
  expect(asked({})).toContain("not encrypted");
  expect(asked({ kmsKeyId: "" })).toContain("not encrypted");
});
