import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { type CopyTarget, ObjectCopies } from "./object-copies";
import { createPrivateBucket } from "./private-bucket";

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
  /**
   * The bucket in another region to which new photos are copied.
   *
   * @default undefined: none
   */
  readonly copyTo?: CopyTarget | undefined;
  /**
   * ARN of the SNS topic that receives an alarm when photos cannot be copied.
   *
   * @default undefined: no alarm
   */
  readonly topicArn?: pulumi.Input<string> | undefined;
  readonly account: Account;
}

/**
 * Days for which an overwritten or deleted photo is kept: at least 30, and 5 more than the backups of the database, because the
 * decision for a restore, and the restore itself, take time as well.
 */
export function versionDays(databaseBackupDays: number): number {
  return Math.max(30, databaseBackupDays + 5);
}

/** Prefix of the thumbnailer's spans, as in the application (app/src/telemetry/span-store.ts). */
export const spansPrefix = "spans/";

/** A private bucket for the gallery's photos. */
export class Photos extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;

  constructor(name: string, args: PhotosArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Photos", name, {}, opts);
    const { bucket, versioning } = createPrivateBucket(
      name,
      {
        ...args,
        keepDeletedDays: versionDays(args.databaseBackupDays),
        lifecycleRule: "forget-deleted-photos",
        // What the thumbnailer keeps for the API (infra/thumbnailer.ts), if it was not sent.
        shortLived: { prefix: spansPrefix, lifecycleRule: "forget-spans" },
      },
      this,
    );
    this.allowGalleryOrigin(name, bucket, args);
    const { copyTo: target, keyArn, topicArn, account } = args;
    if (target)
      new ObjectCopies(
        `${name}-copies`,
        {
          ...{ description: "photos", keyArn, target, topicArn, account },
          ...{ bucketName: bucket.bucket, bucketArn: bucket.arn, after: [versioning] },
        },
        { parent: this },
      );
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }

  private allowGalleryOrigin(name: string, bucket: aws.s3.Bucket, { galleryHost }: PhotosArgs): void {
    if (galleryHost === undefined) return;
    const corsRules = [
      { allowedMethods: ["GET", "HEAD"], allowedOrigins: [`https://${galleryHost}`], maxAgeSeconds: 3600 },
    ];
    new aws.s3.BucketCorsConfiguration(name, { bucket: bucket.bucket, corsRules }, { parent: this });
  }
}
