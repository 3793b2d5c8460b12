import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { requireTlsForBuckets } from "../../../policy/rules/require-tls-for-buckets";
import { resource, stackViolationsOf } from "../violations";

const bucket = resource<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", { bucket: "photos" });
const arns = ["arn:aws:s3:::photos", "arn:aws:s3:::photos/*"];
const denial = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: arns,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const asked = (policy: unknown) =>
  stackViolationsOf(requireTlsForBuckets, [
    bucket,
    resource("aws:s3/bucketPolicy:BucketPolicy", { bucket: "photos", policy }, { name: "policy" }),
  ]);
const json = (changes: object) => JSON.stringify({ Statement: [{ ...denial, ...changes }] });

test.each([
  ["in its usual form", json({})],
  [
    "with a map as principal and a boolean value",
    json({ Principal: { AWS: "*" }, Condition: { Bool: { "AWS:securetransport": false } } }),
  ],
  ["for everything", json({ Action: "*", Resource: "*" })],
  ["that is unknown", UNKNOWN],
])("a bucket with the denial %s is accepted", (_, policy) => {
  expect(asked(policy)).toBe("");
});

test.each([
  ["allows instead", json({ Effect: "Allow" })],
  ["applies to one account", json({ Principal: { AWS: "arn:aws:iam::111122223333:root" } })],
  ["applies only to reading", json({ Action: "s3:GetObject" })],
  ["omits the objects", json({ Resource: arns[0] })],
  ["omits the bucket", json({ Resource: arns[1] })],
  ["applies to requests with TLS", json({ Condition: { Bool: { "aws:SecureTransport": "true" } } })],
  [
    "has an additional condition",
    json({ Condition: { Bool: denial.Condition.Bool, StringEquals: { "s3:prefix": "a" } } }),
  ],
])("a bucket whose policy %s is rejected", (_, policy) => {
  expect(asked(policy)).toContain("it accepts requests without TLS");
});

test("a bucket without a policy is rejected", () => {
  expect(stackViolationsOf(requireTlsForBuckets, [bucket])).toContain("without TLS");
});
