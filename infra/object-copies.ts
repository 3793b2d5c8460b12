import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { CopiesAlarm } from "./copies-alarm";
import { Role } from "./role";

/** Where objects are copied to: the bucket and the key of a stack in another region. */
export interface CopyTarget {
  /** Region of the bucket and the key. */
  readonly region: string;
  /** Name of the bucket, which must keep versions. */
  readonly bucketName: pulumi.Input<string>;
  /** ARN of the key that encrypts the copies. */
  readonly keyArn: pulumi.Input<string>;
}

/** Arguments of {@link ObjectCopies}. Changes are applied in place unless noted otherwise. */
export interface ObjectCopiesArgs {
  /** What the objects are, in a few words. */
  readonly description: string;
  /** Name of the bucket whose objects are copied. Changing it replaces the replication. */
  readonly bucketName: pulumi.Input<string>;
  readonly bucketArn: pulumi.Input<string>;
  /**
   * Resources that must exist before: the bucket's versioning.
   *
   * @default none: the name is available once the bucket is configured
   */
  readonly after?: readonly pulumi.Resource[];
  /** ARN of the key that encrypts the objects. */
  readonly keyArn: pulumi.Input<string>;
  readonly target: CopyTarget;
  /**
   * ARN of the SNS topic that receives an alarm when objects cannot be copied.
   *
   * @default undefined: no alarm, and S3 publishes no metrics of the copies, which are paid for
   */
  readonly topicArn?: pulumi.Input<string> | undefined;
  readonly account: Account;
}

const RULE = "copy-to-another-region";

/**
 * Copies new objects and deletions of a bucket to a bucket in another region (S3 Replication). Objects from before are not copied:
 * docs/region-lost.md has the command for them. A deletion is copied as a delete marker, and a permanent deletion of a version is not.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
 */
export class ObjectCopies extends pulumi.ComponentResource {
  constructor(name: string, args: ObjectCopiesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:ObjectCopies", name, {}, opts);
    const { description, bucketName: bucket, target, after = [], topicArn, account } = args;
    const targetArn = pulumi.interpolate`arn:${account.partition}:s3:::${target.bucketName}`;
    const role = new Role(
      name,
      {
        description: `Copies to another region: ${description}`,
        service: "s3.amazonaws.com",
        assumeConditions: { StringEquals: { "aws:SourceAccount": account.id } },
        policy: { Version: "2012-10-17", Statement: allowCopies(args, targetArn) },
        account,
      },
      { parent: this },
    );
    new aws.s3.BucketReplicationConfig(
      name,
      {
        bucket,
        role: role.arn,
        rules: [
          {
            id: RULE,
            status: "Enabled",
            priority: 1,
            filter: { prefix: "" },
            deleteMarkerReplication: { status: "Enabled" },
            // S3 does not copy objects that a key encrypts without this.
            // https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
            sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
            destination: {
              bucket: targetArn,
              encryptionConfiguration: { replicaKmsKeyId: target.keyArn },
              ...(topicArn === undefined ? {} : { metrics: { status: "Enabled" } }),
            },
          },
        ],
      },
      { parent: this, dependsOn: [role, ...after] },
    );
    if (topicArn !== undefined) {
      const alarm = { bucketName: bucket, targetBucketName: target.bucketName, ruleId: RULE, topicArn };
      new CopiesAlarm(name, alarm, { parent: this });
    }
    this.registerOutputs({});
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
function allowCopies(
  { bucketArn, keyArn, target, account }: ObjectCopiesArgs,
  targetArn: pulumi.Output<string>,
): aws.iam.PolicyStatement[] {
  // Bucket keys make the bucket the encryption context.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
  const useKey = (
    Action: string,
    Resource: pulumi.Input<string>,
    region: string,
    arn: pulumi.Input<string>,
  ): aws.iam.PolicyStatement => ({
    Effect: "Allow",
    Action: [Action],
    Resource,
    Condition: {
      StringEquals: { "kms:ViaService": pulumi.interpolate`s3.${region}.${account.dnsSuffix}` },
      StringLike: { "kms:EncryptionContext:aws:s3:arn": [arn, pulumi.interpolate`${arn}/*`] },
    },
  });
  return [
    { Effect: "Allow", Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource: bucketArn },
    {
      Effect: "Allow",
      Action: ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
      Resource: pulumi.interpolate`${bucketArn}/*`,
    },
    {
      Effect: "Allow",
      Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
      Resource: pulumi.interpolate`${targetArn}/*`,
    },
    useKey("kms:Decrypt", keyArn, account.region, bucketArn),
    useKey("kms:Encrypt", target.keyArn, target.region, targetArn),
  ];
}
