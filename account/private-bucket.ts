import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { denyWithoutTls } from "../infra/tls-only";

/** Arguments of {@link PrivateBucket}. Changes are applied in place unless noted otherwise. */
export interface PrivateBucketArgs {
  /** Globally unique name of the bucket. Changing it replaces the bucket. */
  readonly bucketName: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /**
   * ARN of the key that encrypts the objects.
   *
   * @default a key that S3 manages (SSE-S3), which buckets for access logs require
   */
  readonly keyArn?: pulumi.Input<string>;
  /**
   * Additional statements of the bucket's policy, which always denies requests without TLS.
   *
   * @default []
   */
  readonly statements?: readonly aws.iam.PolicyStatement[];
  /**
   * Days until objects expire.
   *
   * @default objects do not expire
   */
  readonly objectDays?: number;
  /** Days until overwritten and deleted objects are removed permanently. */
  readonly oldVersionDays: number;
  /** Prevents deletion in AWS and in Pulumi. Without it, a destroy deletes the bucket and all its objects. */
  readonly protection: boolean;
}

/** A private, versioned and encrypted bucket that accepts requests over TLS only. */
export class PrivateBucket extends pulumi.ComponentResource {
  /** Name of the bucket, available once the bucket is fully configured. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:PrivateBucket", name, {}, opts);
    const { bucket } = new aws.s3.Bucket(
      name,
      { bucket: args.bucketName, forceDestroy: !args.protection },
      { parent: this, protect: args.protection },
    );
    const settings = [
      ...this.blockPublicAccess(name, bucket, args),
      this.configureEncryption(name, bucket, args),
      ...this.configureVersioning(name, bucket, args),
    ];
    this.bucketName = pulumi.all([bucket, ...settings.map(({ urn }) => urn)]).apply(([ready]) => ready ?? "");
    this.registerOutputs({ bucketName: this.bucketName });
  }

  private blockPublicAccess(name: string, bucket: pulumi.Output<string>, args: PrivateBucketArgs) {
    const child = { parent: this };
    const ownership = new aws.s3.BucketOwnershipControls(
      name,
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      child,
    );
    const block = new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    const policy: aws.iam.PolicyDocument = {
      Version: "2012-10-17",
      Statement: [
        denyWithoutTls("s3:*", Object.values(getBucketArns(args))),
        ...(args.protection ? [denyDeletion(args)] : []),
        ...(args.statements ?? []),
      ],
    };
    return [
      ownership,
      // S3 returns a conflict if a policy and a public access block are created at the same time.
      new aws.s3.BucketPolicy(
        name,
        { bucket, policy: pulumi.jsonStringify(policy) },
        { ...child, dependsOn: [block] },
      ),
    ];
  }

  private configureEncryption(name: string, bucket: pulumi.Output<string>, { keyArn }: PrivateBucketArgs) {
    const algorithm = keyArn
      ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn }
      : { sseAlgorithm: "AES256" };
    return new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket,
        rules: [{ applyServerSideEncryptionByDefault: algorithm, bucketKeyEnabled: keyArn !== undefined }],
      },
      { parent: this },
    );
  }

  private configureVersioning(name: string, bucket: pulumi.Output<string>, args: PrivateBucketArgs) {
    const versioning = new aws.s3.BucketVersioning(
      name,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    const lifecycle = new aws.s3.BucketLifecycleConfiguration(
      name,
      {
        bucket,
        rules: [
          {
            id: "forget",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: args.oldVersionDays },
            expiration:
              args.objectDays === undefined ? { expiredObjectDeleteMarker: true } : { days: args.objectDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
      },
      { parent: this, dependsOn: [versioning] },
    );
    return [versioning, lifecycle];
  }
}

/** Returns the ARNs of a bucket and of its objects. */
export function getBucketArns({ bucketName, partition }: { bucketName: string; partition: string }) {
  const bucket = `arn:${partition}:s3:::${bucketName}`;
  return { bucket, objects: `${bucket}/*` };
}

/**
 * Denies deletion to all principals, including administrators, who must change this policy first. Lifecycle rules still
 * remove old versions, because bucket policies do not apply to them.
 */
function denyDeletion(args: PrivateBucketArgs): aws.iam.PolicyStatement {
  const { bucket, objects } = getBucketArns(args);
  return {
    Sid: "NotDeleted",
    Effect: "Deny",
    Principal: "*",
    Action: ["s3:DeleteBucket", "s3:DeleteObjectVersion", "s3:PutBucketVersioning"],
    Resource: [bucket, objects],
  };
}
