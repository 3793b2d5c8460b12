import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { denyWithoutTls } from "./tls-only";

/** Arguments of {@link createPrivateBucket}. Changes are applied in place unless noted otherwise. */
export interface PrivateBucketArgs {
  /** ARN of the key that encrypts the objects. Changing it affects new objects only. */
  readonly keyArn: pulumi.Input<string>;
  /** Days for which overwritten and deleted objects are kept. */
  readonly keepDeletedDays: number;
  /** Id of the lifecycle rule that deletes them afterwards. */
  readonly lifecycleRule: string;
  /**
   * Prefix of objects that are deleted after one to two days, and their versions one to two days later.
   *
   * @default none
   */
  readonly shortLived?: { readonly prefix: string; readonly lifecycleRule: string };
  /** Prevents deletion of a bucket that contains objects, in AWS and in Pulumi. */
  readonly deletionProtection: boolean;
}

/** A private bucket, and what keeps the versions of its objects. */
export interface PrivateBucket {
  readonly bucket: aws.s3.Bucket;
  readonly versioning: aws.s3.BucketVersioning;
}

/** Creates a bucket that is encrypted, versioned, reachable by TLS only and never public, and returns it. */
export function createPrivateBucket(
  name: string,
  args: PrivateBucketArgs,
  parent: pulumi.Resource,
): PrivateBucket {
  const bucket = new aws.s3.Bucket(
    name,
    { forceDestroy: !args.deletionProtection },
    { parent, protect: args.deletionProtection },
  );
  blockPublicAccess(name, bucket, parent);
  configureEncryption(name, bucket, args, parent);
  return { bucket, versioning: configureVersioning(name, bucket, args, parent) };
}

function blockPublicAccess(name: string, bucket: aws.s3.Bucket, parent: pulumi.Resource): void {
  new aws.s3.BucketOwnershipControls(
    name,
    { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    { parent },
  );
  const block = new aws.s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
  const policy: aws.iam.PolicyDocument = {
    Version: "2012-10-17",
    Statement: [denyWithoutTls("s3:*", [bucket.arn, pulumi.interpolate`${bucket.arn}/*`])],
  };
  new aws.s3.BucketPolicy(
    name,
    { bucket: bucket.bucket, policy: pulumi.jsonStringify(policy) },
    // S3 returns a conflict if a policy and a public access block are created at the same time.
    { parent, dependsOn: [block] },
  );
}

function configureEncryption(
  name: string,
  bucket: aws.s3.Bucket,
  { keyArn }: PrivateBucketArgs,
  parent: pulumi.Resource,
): void {
  new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    {
      bucket: bucket.bucket,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
          // One data key per bucket and time period instead of one per object: KMS charges by request.
          bucketKeyEnabled: true,
        },
      ],
    },
    { parent },
  );
}

function configureVersioning(
  name: string,
  bucket: aws.s3.Bucket,
  { keepDeletedDays, lifecycleRule, shortLived }: PrivateBucketArgs,
  parent: pulumi.Resource,
): aws.s3.BucketVersioning {
  const versioning = new aws.s3.BucketVersioning(
    name,
    { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
    { parent },
  );
  new aws.s3.BucketLifecycleConfiguration(
    name,
    {
      bucket: bucket.bucket,
      rules: [
        {
          id: lifecycleRule,
          status: "Enabled",
          filter: { prefix: "" },
          noncurrentVersionExpiration: { noncurrentDays: keepDeletedDays },
          expiration: { expiredObjectDeleteMarker: true },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
        // Of two rules, the one that deletes earlier counts:
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
        ...(shortLived === undefined ? [] : [deleteAfterADay(shortLived)]),
      ],
    },
    { parent, dependsOn: [versioning] },
  );
  return versioning;
}

const deleteAfterADay = ({ prefix, lifecycleRule }: NonNullable<PrivateBucketArgs["shortLived"]>) => ({
  id: lifecycleRule,
  status: "Enabled",
  filter: { prefix },
  expiration: { days: 1 },
  noncurrentVersionExpiration: { noncurrentDays: 1 },
});
