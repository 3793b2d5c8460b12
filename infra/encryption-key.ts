import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/** What a key encrypts and who may use it. All of it changes in place. */
export interface EncryptionKeyArgs {
  /** What the key encrypts, in a few words. */
  readonly description: string;
  readonly account: Account;
  /** Lets CloudWatch Logs encrypt the account's log groups with the key. Default: false. */
  readonly forLogs?: boolean;
  /** AWS services, such as `cloudwatch.amazonaws.com`, that use the key on behalf of this account. Default: none. */
  readonly services?: readonly string[];
  /** Days between the order to delete the key and its end, 7 to 30; what it encrypted is lost with it. */
  readonly deletionWindowDays: number;
  /** The key's alias, such as `groundwork-secrets`, unique in account and region. Default: made up. */
  readonly alias?: string;
}

/**
 * A customer-managed KMS key, rotated every year, with an alias. Whether an identity in the account may use it
 * is for that identity's IAM policies to say.
 */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:EncryptionKey", name, {}, opts);
    const key = new aws.kms.Key(
      name,
      {
        description: args.description,
        enableKeyRotation: true,
        deletionWindowInDays: args.deletionWindowDays,
        policy: pulumi.jsonStringify(keyPolicy(args)),
      },
      { parent: this },
    );
    const alias = args.alias === undefined ? {} : { name: `alias/${args.alias}` };
    new aws.kms.Alias(name, { ...alias, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

function keyPolicy({ account, forLogs, services = [] }: EncryptionKeyArgs): aws.iam.PolicyDocument {
  // Without this statement nobody, not even an administrator, could ever change the key again.
  // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
  const administrators: aws.iam.PolicyStatement = {
    Sid: "AccountDecidesByIam",
    Effect: "Allow",
    Principal: { AWS: pulumi.interpolate`arn:${account.partition}:iam::${account.id}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  const logs: aws.iam.PolicyStatement = {
    Sid: "LogGroupsOfThisAccount",
    Effect: "Allow",
    Principal: { Service: pulumi.interpolate`logs.${account.region}.amazonaws.com` },
    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:log-group:*`,
      },
    },
  };
  const onBehalf = services.map(
    (service): aws.iam.PolicyStatement => ({
      Effect: "Allow",
      Principal: { Service: service },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": account.id } },
    }),
  );
  return { Version: "2012-10-17", Statement: [administrators, ...(forLogs ? [logs] : []), ...onBehalf] };
}
