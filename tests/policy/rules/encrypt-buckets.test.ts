import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { encryptBuckets } from "../../../policy/rules/encrypt-buckets";
import { resource, saidOf } from "../asked";

const bucket = resource<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", { bucket: "photos" });
const asked = (rule: unknown, about = "photos") =>
  saidOf(encryptBuckets, [
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

test("a bucket with the customer's key may be, known or not yet", () => {
  expect(asked(by("aws:kms", "arn:aws:kms:us-east-1:111122223333:key/1"))).toBe("");
  expect(asked(by("aws:kms:dsse", UNKNOWN))).toBe("");
});

test.each([
  ["nothing but S3's own encryption", by("AES256")],
  ["KMS with AWS's own key", by("aws:kms")],
  ["AWS's own key by its alias", by("aws:kms", "arn:aws:kms:us-east-1:111122223333:alias/aws/s3")],
])("one with %s may not", (_, rule) => {
  expect(asked(rule)).toContain("not encrypted with a customer managed key");
});

test("one without a configuration may not, nor one beside another's", () => {
  expect(saidOf(encryptBuckets, [bucket])).not.toBe("");
  expect(asked(by("aws:kms", "key"), "logs")).not.toBe("");
});
