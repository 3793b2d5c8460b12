import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptBuckets } from "../../../policy/rules/encrypt-buckets";
import { resource, stackViolationsOf } from "../violations";

const bucket = resource<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", { bucket: "photos" });
const asked = (rule: unknown, about = "photos") =>
  stackViolationsOf(encryptBuckets, [
    bucket,
    resource(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      { bucket: about, rules: [rule] },
      { name: "encryption" },
    ),
  ]);
const by = (sseAlgorithm: unknown, kmsMasterKeyId?: unknown) => ({
  applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId },
});

test("a bucket with a customer-managed key is accepted, known or unknown", () => {
  expect(asked(by("aws:kms", "arn:aws:kms:us-east-1:111122223333:key/1"))).toBe("");
  expect(asked(by("aws:kms:dsse", UNKNOWN))).toBe("");
});

test.each([
  ["only S3-managed encryption", by("AES256")],
  ["KMS and an AWS managed key", by("aws:kms")],
  ["an AWS managed key by its alias", by("aws:kms", "arn:aws:kms:us-east-1:111122223333:alias/aws/s3")],
])("a bucket with %s is rejected", (_, rule) => {
  expect(asked(rule)).toContain("not encrypted with a customer managed key");
});

test("a bucket without a configuration is rejected, even beside that of another bucket", () => {
  expect(stackViolationsOf(encryptBuckets, [bucket])).not.toBe("");
  expect(asked(by("aws:kms", "key"), "logs")).not.toBe("");
});
