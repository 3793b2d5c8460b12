import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { blockPublicBuckets } from "../../../policy/rules/block-public-buckets";
import { type Known, resource, saidOf } from "../asked";

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

test("a bucket with all four switches on may be", () => {
  expect(saidOf(blockPublicBuckets, [bucket, block({})])).toBe("");
});

test("a bucket without a block may not, nor one whose block is another's", () => {
  expect(saidOf(blockPublicBuckets, [bucket])).toContain("it has no public access block");
  expect(saidOf(blockPublicBuckets, [bucket, block({ bucket: "logs" }, [])])).toContain(
    "no public access block",
  );
});

test("three of four switches are not enough, and one that is left out is off", () => {
  const [off, left] = [block({ restrictPublicBuckets: false }), block({ ignorePublicAcls: undefined })];
  expect(saidOf(blockPublicBuckets, [bucket, off])).toContain(
    "its public access block does not enable restrictPublicBuckets",
  );
  expect(saidOf(blockPublicBuckets, [bucket, left])).toContain(
    "its public access block does not enable ignorePublicAcls",
  );
});

test("in a preview, a block belongs to the bucket that its name comes from", () => {
  const made = resource<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", { bucket: UNKNOWN });
  expect(saidOf(blockPublicBuckets, [made, block({ bucket: UNKNOWN }, [made])])).toBe("");
  expect(saidOf(blockPublicBuckets, [made, block({ bucket: UNKNOWN }, [])])).toContain(
    "no public access block",
  );
});
