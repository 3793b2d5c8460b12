import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../infra/account";
import { EncryptionKey } from "../infra/encryption-key";
import { getBucketArns, PrivateBucket } from "./private-bucket";

/** Arguments of {@link StateStore}. Changes are applied in place unless noted otherwise. */
export interface StateStoreArgs {
  /** Name of the bucket for states. Changing it replaces the bucket. */
  readonly bucketName: string;
  /** Name of the bucket for access logs. Changing it replaces the bucket. */
  readonly logBucketName: string;
  /** How long an overwritten or deleted state can be restored, in days. */
  readonly oldVersionDays: number;
  /** Retention of the access log, in days. */
  readonly accessLogDays: number;
  /**
   * Alias of the key that encrypts the secrets in states and config, without `alias/`. Changing it replaces the alias, not
   * the key.
   *
   * @example "groundwork-secrets"
   */
  readonly secretsAlias: string;
  /** Prevents deletion of buckets, versions and keys. */
  readonly protection: boolean;
  /** Account and region of the buckets. Changing the region replaces everything. */
  readonly account: Account & { readonly id: string; readonly partition: string };
}

/**
 * Storage for the states of all stacks: a versioned bucket, the key that encrypts it, and an access log. A second key
 * encrypts the secrets in states, so that access to the bucket alone does not reveal them.
 */
export class StateStore extends pulumi.ComponentResource {
  /** Name of the state bucket, available once the bucket is fully configured. */
  readonly bucketName: pulumi.Output<string>;
  /** ARN of the key that encrypts the bucket. */
  readonly bucketKeyArn: pulumi.Output<string>;
  /** ARN of the key that encrypts secrets. */
  readonly secretsKeyArn: pulumi.Output<string>;

  constructor(name: string, args: StateStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:bootstrap:StateStore", name, {}, opts);
    const key = this.createKey(name, "States of all stacks", args);
    const secretsKey = this.createKey("secrets", "Secrets in config and state", args, args.secretsAlias);
    const logs = this.createLogBucket(`${name}-logs`, args);
    const bucket = this.createBucket(name, args, key.arn);
    new aws.s3.BucketLogging(
      name,
      { bucket: bucket.bucketName, targetBucket: logs.bucketName, targetPrefix: "state/" },
      { parent: this },
    );
    this.bucketName = bucket.bucketName;
    this.bucketKeyArn = key.arn;
    this.secretsKeyArn = secretsKey.arn;
    this.registerOutputs({
      bucketName: this.bucketName,
      bucketKeyArn: this.bucketKeyArn,
      secretsKeyArn: this.secretsKeyArn,
    });
  }

  private createKey(name: string, description: string, args: StateStoreArgs, alias?: string): EncryptionKey {
    const { account, protection } = args;
    return new EncryptionKey(
      name,
      {
        ...{ description, account, deletionWindowDays: 30, undeletable: protection },
        ...(alias === undefined ? {} : { alias }),
      },
      { parent: this, protect: protection },
    );
  }

  private createBucket(name: string, args: StateStoreArgs, keyArn: pulumi.Output<string>): PrivateBucket {
    const { bucketName, oldVersionDays, protection, account } = args;
    const { partition } = account;
    return new PrivateBucket(
      name,
      {
        bucketName,
        partition,
        keyArn,
        oldVersionDays,
        protection,
        statements: denyOtherEncryption({ bucketName, partition, keyArn }),
      },
      { parent: this },
    );
  }

  private createLogBucket(name: string, args: StateStoreArgs): PrivateBucket {
    const { logBucketName: bucketName, bucketName: stateBucketName, account, protection } = args;
    const { partition } = account;
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    const delivery: aws.iam.PolicyStatement = {
      Sid: "S3DeliversLogs",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: getBucketArns({ bucketName, partition }).objects,
      Condition: {
        ArnEquals: { "aws:SourceArn": getBucketArns({ bucketName: stateBucketName, partition }).bucket },
        StringEquals: { "aws:SourceAccount": account.id },
      },
    };
    return new PrivateBucket(
      name,
      {
        bucketName,
        partition,
        objectDays: args.accessLogDays,
        oldVersionDays: args.oldVersionDays,
        protection,
        statements: [delivery],
      },
      { parent: this },
    );
  }
}

/**
 * Denies uploads that request another algorithm or key. Uploads without an encryption header, such as Pulumi's, are allowed;
 * S3 encrypts them with the bucket's key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
function denyOtherEncryption(args: {
  readonly bucketName: string;
  readonly partition: string;
  readonly keyArn: pulumi.Output<string>;
}): aws.iam.PolicyStatement[] {
  const upload = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: getBucketArns(args).objects,
  } as const;
  return [
    {
      ...upload,
      Sid: "EncryptedByKms",
      Condition: {
        Null: { "s3:x-amz-server-side-encryption": "false" },
        StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
      },
    },
    {
      ...upload,
      Sid: "EncryptedByThisKey",
      Condition: {
        StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": args.keyArn },
        Null: { "s3:x-amz-server-side-encryption-aws-kms-key-id": "false" },
      },
    },
    {
      ...upload,
      Sid: "NoKeyOfTheCallersOwn",
      Condition: { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } },
    },
  ];
}
