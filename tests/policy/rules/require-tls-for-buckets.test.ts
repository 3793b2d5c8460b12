import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { requireTlsForBuckets } from "../../../policy/rules/require-tls-for-buckets";
import { resource, saidOf } from "../asked";

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
  saidOf(requireTlsForBuckets, [
    bucket,
    resource("aws:s3/bucketPolicy:BucketPolicy", { bucket: "photos", policy }, { name: "policy" }),
  ]);
const json = (changes: object) => JSON.stringify({ Statement: [{ ...denial, ...changes }] });

test.each([
  ["as it is usually written", json({})],
  [
    "with a map as principal and a truth value",
    json({ Principal: { AWS: "*" }, Condition: { Bool: { "AWS:securetransport": false } } }),
  ],
  ["for everything", json({ Action: "*", Resource: "*" })],
  ["not known yet", UNKNOWN],
])("a bucket with the denial %s may be", (_, policy) => {
  expect(asked(policy)).toBe("");
});

test.each([
  ["allows instead", json({ Effect: "Allow" })],
  ["is for one account", json({ Principal: { AWS: "arn:aws:iam::111122223333:root" } })],
  ["is for reading alone", json({ Action: "s3:GetObject" })],
  ["leaves the objects out", json({ Resource: arns[0] })],
  ["leaves the bucket out", json({ Resource: arns[1] })],
  ["is for those with TLS", json({ Condition: { Bool: { "aws:SecureTransport": "true" } } })],
  [
    "needs more to be so",
    json({ Condition: { Bool: denial.Condition.Bool, StringEquals: { "s3:prefix": "a" } } }),
  ],
])("one whose policy %s may not", (_, policy) => {
  expect(asked(policy)).toContain("it accepts requests without TLS");
});

test("one without a policy may not", () => {
  expect(saidOf(requireTlsForBuckets, [bucket])).toContain("without TLS");
});
