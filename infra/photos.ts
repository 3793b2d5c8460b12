import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { denyWithoutTls } from "./tls-only";

/** Arguments of {@link Photos}. Changes are applied in place unless noted otherwise. */
export interface PhotosArgs {
  /** ARN of the key that encrypts the photos. Changing it affects new photos only. */
  readonly keyArn: pulumi.Input<string>;
  /**
   * Host name of the gallery's page, which browsers allow to load photos (CORS).
   *
   * @default undefined: no CORS rule
   * @example "gallery.example.com"
   */
  readonly galleryHost: string | undefined;
  /**
   * Retention of the database's backups, in days. Deleted and overwritten photos are kept for longer: a database can be restored
   * to any time in this window, and its rows need their photos.
   */
  readonly databaseBackupDays: number;
  /** Prevents deletion of a bucket that contains photos, in AWS and in Pulumi. */
  readonly deletionProtection: boolean;
}

/**
 * Days for which an overwritten or deleted photo is kept: at least 30, and 5 more than the backups of the database, because the
 * decision for a restore, and the restore itself, take time as well.
 */
export function versionDays(databaseBackupDays: number): number {
  return Math.max(30, databaseBackupDays + 5);
}

/** A private bucket for the gallery's photos. */
export class Photos extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;

  constructor(name: string, args: PhotosArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Photos", name, {}, opts);
    const bucket = new aws.s3.Bucket(
      name,
      { forceDestroy: !args.deletionProtection },
      { parent: this, protect: args.deletionProtection },
    );
    this.blockPublicAccess(name, bucket);
    this.configureEncryption(name, bucket, args);
    this.configureVersioning(name, bucket, args);
    this.allowGalleryOrigin(name, bucket, args);
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }

  private blockPublicAccess(name: string, bucket: aws.s3.Bucket): void {
    new aws.s3.BucketOwnershipControls(
      name,
      { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
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
      { parent: this },
    );
    const policy: aws.iam.PolicyDocument = {
      Version: "2012-10-17",
      Statement: [denyWithoutTls("s3:*", [bucket.arn, pulumi.interpolate`${bucket.arn}/*`])],
    };
    new aws.s3.BucketPolicy(
      name,
      { bucket: bucket.bucket, policy: pulumi.jsonStringify(policy) },
      // S3 returns a conflict if a policy and a public access block are created at the same time.
      { parent: this, dependsOn: [block] },
    );
  }

  private configureEncryption(name: string, bucket: aws.s3.Bucket, { keyArn }: PhotosArgs): void {
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
      { parent: this },
    );
  }

  private configureVersioning(name: string, bucket: aws.s3.Bucket, { databaseBackupDays }: PhotosArgs): void {
    const versioning = new aws.s3.BucketVersioning(
      name,
      { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new aws.s3.BucketLifecycleConfiguration(
      name,
      {
        bucket: bucket.bucket,
        rules: [
          {
            id: "forget-deleted-photos",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: versionDays(databaseBackupDays) },
            expiration: { expiredObjectDeleteMarker: true },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
      },
      { parent: this, dependsOn: [versioning] },
    );
  }

  private allowGalleryOrigin(name: string, bucket: aws.s3.Bucket, { galleryHost }: PhotosArgs): void {
    if (galleryHost === undefined) return;
    const corsRules = [
      { allowedMethods: ["GET", "HEAD"], allowedOrigins: [`https://${galleryHost}`], maxAgeSeconds: 3600 },
    ];
    new aws.s3.BucketCorsConfiguration(name, { bucket: bucket.bucket, corsRules }, { parent: this });
  }
}
