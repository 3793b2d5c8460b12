import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../infra/account";
import { EncryptionKey } from "../infra/encryption-key";
import { bucketArns, PrivateBucket } from "./private-bucket";

/** Where states are kept, and for how long. Everything but the names changes in place. */
export interface StateStoreArgs {
  /** Name of the bucket for states. Changing it replaces the bucket. */
  readonly bucketName: string;
  /** Name of the bucket for the log of who touched them. Changing it replaces the bucket. */
  readonly logBucketName: string;
  /** How long an overwritten or deleted state can be brought back, in days. */
  readonly oldVersionDays: number;
  /** How long the log is kept, in days. */
  readonly accessLogDays: number;
  /** Alias of the key that encrypts the secrets in states and config, without `alias/`. */
  readonly secretsAlias: string;
  /** Refuses to delete buckets, versions and keys. */
  readonly protection: boolean;
  readonly account: Account & { readonly id: string; readonly partition: string };
}

/**
 * Where every stack's state lies: a bucket that forgets nothing for a while, a key that encrypts it, a log of who
 * touched it, and another key that encrypts the secrets inside, so that to read the bucket is not to read them.
 */
export class StateStore extends pulumi.ComponentResource {
  /** Name of the state bucket; known when it is ready. */
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
      { description, account, deletionWindowDays: 30, ...(alias === undefined ? {} : { alias }) },
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
        statements: encryptedUploadsOnly({ bucketName, partition, keyArn }),
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
      Resource: bucketArns({ bucketName, partition }).objects,
      Condition: {
        ArnEquals: { "aws:SourceArn": bucketArns({ bucketName: stateBucketName, partition }).bucket },
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
 * Pulumi sends no encryption header, and S3 then takes the bucket's key: that is allowed. An upload that asks for
 * another algorithm or key is refused.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
function encryptedUploadsOnly(args: {
  readonly bucketName: string;
  readonly partition: string;
  readonly keyArn: pulumi.Output<string>;
}): aws.iam.PolicyStatement[] {
  const upload = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: bucketArns(args).objects,
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
