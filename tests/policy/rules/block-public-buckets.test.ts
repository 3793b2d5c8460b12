import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { blockPublicBuckets } from "../../../policy/rules/block-public-buckets";
import { type Known, resource, stackViolationsOf } from "../violations";

const bucket = resource<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", { bucket: "photos" });
const block = (properties: Known<aws.s3.BucketPublicAccessBlockArgs>, dependencies = [bucket]) =>
  resource<aws.s3.BucketPublicAccessBlockArgs>(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    {
      bucket: "photos",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      ...properties,
    },
    { name: "block", dependencies },
  );

test("a bucket with all four settings enabled is accepted", () => {
  expect(stackViolationsOf(blockPublicBuckets, [bucket, block({})])).toBe("");
});

test("a bucket without a public access block is rejected, even beside the block of another bucket", () => {
  expect(stackViolationsOf(blockPublicBuckets, [bucket])).toContain("it has no public access block");
  expect(stackViolationsOf(blockPublicBuckets, [bucket, block({ bucket: "logs" }, [])])).toContain(
    "no public access block",
  );
});

test("three of four settings are not enough, and a missing setting counts as disabled", () => {
  const [off, left] = [block({ restrictPublicBuckets: false }), block({ ignorePublicAcls: undefined })];
  expect(stackViolationsOf(blockPublicBuckets, [bucket, off])).toContain(
    "its public access block does not enable restrictPublicBuckets",
  );
  expect(stackViolationsOf(blockPublicBuckets, [bucket, left])).toContain(
    "its public access block does not enable ignorePublicAcls",
  );
});

test("in a preview, a block belongs to the bucket that its name comes from", () => {
  const made = resource<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", { bucket: UNKNOWN });
  expect(stackViolationsOf(blockPublicBuckets, [made, block({ bucket: UNKNOWN }, [made])])).toBe("");
  expect(stackViolationsOf(blockPublicBuckets, [made, block({ bucket: UNKNOWN }, [])])).toContain(
    "no public access block",
  );
});
