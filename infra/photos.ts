import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { Role } from "./role";
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
  /** Prevents deletion of a bucket that contains photos, in AWS and in Pulumi. */
  readonly deletionProtection: boolean;
  /** Name of the cluster that runs the API. Changing it replaces the Pod Identity association. */
  readonly clusterName: pulumi.Input<string>;
  /**
   * Namespace and service account of the API, which gets access to the bucket. Changing it replaces the Pod Identity
   * association.
   *
   * @example { namespace: "gallery", serviceAccount: "api" }
   */
  readonly workload: { readonly namespace: string; readonly serviceAccount: string };
  /** Account and region of the bucket. Changing the region replaces everything. */
  readonly account: Account;
}

/** A private bucket for the gallery's photos, and access to it for one service account in the cluster. */
export class Photos extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;
  /** Pod Identity association of the API. The API's workload should list it in `dependsOn`. */
  readonly access: pulumi.Resource;

  constructor(name: string, args: PhotosArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Photos", name, {}, opts);
    const bucket = new aws.s3.Bucket(
      name,
      { forceDestroy: !args.deletionProtection },
      { parent: this, protect: args.deletionProtection },
    );
    this.blockPublicAccess(name, bucket);
    this.configureEncryption(name, bucket, args);
    this.configureVersioning(name, bucket);
    this.allowGalleryOrigin(name, bucket, args);
    this.access = this.grantToApi(name, bucket, args);
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

  private configureVersioning(name: string, bucket: aws.s3.Bucket): void {
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
            noncurrentVersionExpiration: { noncurrentDays: 30 },
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

  private grantToApi(name: string, bucket: aws.s3.Bucket, args: PhotosArgs): pulumi.Resource {
    const { namespace, serviceAccount } = args.workload;
    const role = new Role(
      `${name}-api`,
      {
        description: "The gallery's API: its photos and nothing else",
        // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
        service: "pods.eks.amazonaws.com",
        tagSession: true,
        assumeConditions: { StringEquals: { "aws:SourceAccount": args.account.id } },
        account: args.account,
        policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
              Resource: pulumi.interpolate`${bucket.arn}/*`,
            },
            { Effect: "Allow", Action: ["s3:ListBucket"], Resource: bucket.arn },
            {
              Effect: "Allow",
              Action: ["kms:Decrypt", "kms:GenerateDataKey"],
              Resource: args.keyArn,
              // The key also encrypts other data, which the API must not decrypt.
              // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
              Condition: {
                StringEquals: {
                  "kms:ViaService": pulumi.interpolate`s3.${args.account.region}.${args.account.dnsSuffix}`,
                },
              },
            },
          ],
        },
      },
      { parent: this },
    );
    return new aws.eks.PodIdentityAssociation(
      `${name}-api`,
      { clusterName: args.clusterName, namespace, serviceAccount, roleArn: role.arn },
      { parent: this, dependsOn: [role] },
    );
  }
}
