import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/** Arguments of {@link EncryptionKey}. Changes are applied in place unless noted otherwise. */
export interface EncryptionKeyArgs {
  /** What the key encrypts, in a few words. */
  readonly description: string;
  /** Account and region of the key. Changing the region replaces the key. */
  readonly account: Account;
  /**
   * Allows CloudWatch Logs to encrypt the account's log groups with the key.
   *
   * @default false
   */
  readonly forLogs?: boolean;
  /**
   * AWS services that can use the key on behalf of this account.
   *
   * @default []
   * @example ["cloudwatch.amazonaws.com"]
   */
  readonly services?: readonly string[];
  /**
   * Patterns of the ARNs of roles of this account that can use the key, and that can let AWS services use it. In the key's policy, this
   * takes effect with the key; in a policy of the role, services see it up to half a minute later.
   *
   * @default []
   */
  readonly roles?: readonly pulumi.Input<string>[];
  /**
   * Allows EventBridge to publish to the SNS topics of the account that the key encrypts.
   *
   * @default false
   */
  readonly forEventsToTopics?: boolean;
  /** Waiting period before a deleted key is destroyed, in days, 7 to 30. Data that it encrypted is lost with it. */
  readonly deletionWindowDays: number;
  /**
   * Keeps the key when it is removed from the stack or the stack is destroyed, because data outside of the stack needs it.
   *
   * @default false
   */
  readonly retain?: boolean;
  /**
   * Denies to everyone, administrators included, to disable the key or to schedule its deletion, until this is false again.
   *
   * @default false
   */
  readonly undeletable?: boolean;
  /**
   * Makes the key a multi-Region key, of which another region can have a replica. Changing it replaces the key.
   *
   * @default false
   */
  readonly multiRegion?: boolean;
  /**
   * Alias of the key without `alias/`, unique in account and region. Changing it replaces the alias, not the key.
   *
   * @default a name that Pulumi generates
   * @example "groundwork-secrets"
   */
  readonly alias?: string;
}

/**
 * A customer managed KMS key with an alias, rotated every year. IAM policies control which identities of the account can
 * use it.
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
        policy: pulumi.jsonStringify(createKeyPolicy(args)),
        ...(args.multiRegion ? { multiRegion: true } : {}),
      },
      { parent: this, retainOnDelete: args.retain === true },
    );
    const alias = args.alias === undefined ? {} : { name: `alias/${args.alias}` };
    new aws.kms.Alias(name, { ...alias, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/**
 * Allows using a key for encryption, and letting services of AWS do so, such as EC2 while a volume is attached.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-storage-class.html
 */
export function allowKeyUse(keyArn: pulumi.Input<string>): aws.iam.PolicyStatement[] {
  return [
    {
      Effect: "Allow",
      Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
      Resource: keyArn,
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
    {
      Effect: "Allow",
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: keyArn,
    },
  ];
}

/** What the policy of a key depends on. */
type KeyPolicyArgs = Omit<EncryptionKeyArgs, "description" | "deletionWindowDays">;

/** The policy of a key, or of its replica in another region, which has its own. */
export function createKeyPolicy(args: KeyPolicyArgs): aws.iam.PolicyDocument {
  const { account, forLogs, forEventsToTopics, services = [], roles = [], undeletable = false } = args;
  // Without this statement, no principal could manage the key, not even an administrator.
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
    Principal: { Service: pulumi.interpolate`logs.${account.region}.${account.dnsSuffix}` },
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
  // A policy cannot name a role before it exists, so that a condition has the pattern of its name.
  const users = allowKeyUse("*").map(({ Condition, ...statement }) => ({
    ...statement,
    Principal: { AWS: "*" },
    Condition: {
      ...Condition,
      StringEquals: { "kms:CallerAccount": account.id },
      ArnLike: { "aws:PrincipalArn": [...roles] },
    },
  }));
  // SNS does not support aws:SourceAccount and aws:SourceArn here for EventBridge; the encryption context names the topic.
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  const eventsToTopics: aws.iam.PolicyStatement = {
    Sid: "EventsToTopicsOfThisAccount",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:sns:topicArn": pulumi.interpolate`arn:${account.partition}:sns:${account.region}:${account.id}:*`,
      },
    },
  };
  // The policy itself can still be changed, so that the key is not locked: KMS accepts no other policy.
  const notDeleted: aws.iam.PolicyStatement = {
    Sid: "NotDeleted",
    Effect: "Deny",
    Principal: "*",
    Action: ["kms:DisableKey", "kms:ScheduleKeyDeletion"],
    Resource: "*",
  };
  const Statement = [
    administrators,
    ...(undeletable ? [notDeleted] : []),
    ...(forLogs ? [logs] : []),
    ...onBehalf,
    ...(roles.length > 0 ? users : []),
    ...(forEventsToTopics ? [eventsToTopics] : []),
  ];
  return { Version: "2012-10-17", Statement };
}
