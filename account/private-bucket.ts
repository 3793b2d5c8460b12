import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { denyWithoutTls } from "../infra/tls-only";

/** What a private bucket is for. Everything but the name changes in place. */
export interface PrivateBucketArgs {
  /** Unique in all of AWS. Changing it replaces the bucket. */
  readonly bucketName: string;
  readonly partition: string;
  /** ARN of the key for its objects. Default: a key of S3's own, which S3's access logs need. */
  readonly keyArn?: pulumi.Input<string>;
  /** What its policy says besides that nothing goes over an unencrypted connection. Default: nothing. */
  readonly statements?: readonly aws.iam.PolicyStatement[];
  /** Days until an object goes. Default: never. */
  readonly objectDays?: number;
  /** Days until an overwritten or deleted object goes for good. */
  readonly oldVersionDays: number;
  /** Refuses deletion in AWS and in Pulumi; without it, a destroy takes the bucket with all that is in it. */
  readonly protection: boolean;
}

/** A versioned bucket that is never public, encrypts what it stores and answers over TLS only. */
export class PrivateBucket extends pulumi.ComponentResource {
  /** Known when everything is in place: who stores something needs no more. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:PrivateBucket", name, {}, opts);
    const { bucket } = new aws.s3.Bucket(
      name,
      { bucket: args.bucketName, forceDestroy: !args.protection },
      { parent: this, protect: args.protection },
    );
    const settings = [
      ...this.keepPrivate(name, bucket, args),
      this.encrypt(name, bucket, args),
      ...this.keepVersions(name, bucket, args),
    ];
    this.bucketName = pulumi.all([bucket, ...settings.map(({ urn }) => urn)]).apply(([ready]) => ready ?? "");
    this.registerOutputs({ bucketName: this.bucketName });
  }

  private keepPrivate(name: string, bucket: pulumi.Output<string>, args: PrivateBucketArgs) {
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
        denyWithoutTls("s3:*", Object.values(bucketArns(args))),
        ...(args.protection ? [notDeleted(args)] : []),
        ...(args.statements ?? []),
      ],
    };
    return [
      ownership,
      // S3 answers a policy and a public access block that arrive together with a conflict.
      new aws.s3.BucketPolicy(
        name,
        { bucket, policy: pulumi.jsonStringify(policy) },
        { ...child, dependsOn: [block] },
      ),
    ];
  }

  private encrypt(name: string, bucket: pulumi.Output<string>, { keyArn }: PrivateBucketArgs) {
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

  private keepVersions(name: string, bucket: pulumi.Output<string>, args: PrivateBucketArgs) {
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

/** The ARNs of a bucket and of all that is in it. */
export function bucketArns({ bucketName, partition }: { bucketName: string; partition: string }) {
  const bucket = `arn:${partition}:s3:::${bucketName}`;
  return { bucket, objects: `${bucket}/*` };
}

/**
 * Whoever may do everything still cannot lose what is stored, short of changing this policy first. That old versions
 * go after their time is S3's own doing, to which bucket policies do not apply.
 */
function notDeleted(args: PrivateBucketArgs): aws.iam.PolicyStatement {
  const { bucket, objects } = bucketArns(args);
  return {
    Sid: "NotDeleted",
    Effect: "Deny",
    Principal: "*",
    Action: ["s3:DeleteBucket", "s3:DeleteObjectVersion", "s3:PutBucketVersioning"],
    Resource: [bucket, objects],
  };
}
