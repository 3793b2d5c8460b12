import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { Role } from "./role";

type Statement = aws.iam.PolicyStatement;

/** Objects of a bucket, and the key that encrypts them. */
interface BucketAccess {
  readonly bucketArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  /** `read`: gets and lists objects. `write`: also creates and deletes them. */
  readonly access: "read" | "write";
}

/** Messages of a queue, and the key that encrypts them. */
export interface QueueAccess {
  readonly queueArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly access: "send" | "send-and-receive";
}

/** Arguments of {@link ApplicationAccess}. Changes are applied in place unless noted otherwise. */
export interface ApplicationAccessArgs {
  /** Purpose of the role, in a few words. */
  readonly description: string;
  /** Name of the cluster. Changing it replaces the Pod Identity association. */
  readonly clusterName: pulumi.Input<string>;
  /**
   * Namespace and service account of the application. Changing it replaces the Pod Identity association.
   *
   * @example { namespace: "gallery", serviceAccount: "api" }
   */
  readonly workload: { readonly namespace: string; readonly serviceAccount: string };
  readonly buckets?: readonly BucketAccess[];
  readonly queues?: readonly QueueAccess[];
  /**
   * Other permissions.
   *
   * @default none
   */
  readonly permissions?: readonly Statement[];
  /**
   * The component that contains the role and the association in stacks of version 0.1.0.
   *
   * @default none
   */
  readonly formerParent?: pulumi.Resource;
  /** Account and region of the role. */
  readonly account: Account;
}

/** An IAM role for one service account in the cluster (Pod Identity), with access to these buckets and queues and nothing else. */
export class ApplicationAccess extends pulumi.ComponentResource {
  /** The association. Pods get credentials only if it exists when they start, so the application must depend on it. */
  readonly association: pulumi.Resource;
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: ApplicationAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:ApplicationAccess", name, {}, opts);
    const { account, clusterName, workload, formerParent } = args;
    const moved = formerParent === undefined ? {} : { aliases: [{ parent: formerParent }] };
    const role = new Role(
      name,
      {
        description: args.description,
        // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
        service: "pods.eks.amazonaws.com",
        tagSession: true,
        assumeConditions: { StringEquals: { "aws:SourceAccount": account.id } },
        account,
        policy: { Version: "2012-10-17", Statement: listStatements(args) },
      },
      { parent: this, ...moved },
    );
    this.association = new aws.eks.PodIdentityAssociation(
      name,
      { clusterName, ...workload, roleArn: role.arn },
      { parent: this, dependsOn: [role], ...moved },
    );
    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

function listStatements(args: ApplicationAccessArgs): Statement[] {
  const { buckets = [], queues = [], permissions = [], account } = args;
  return [
    ...buckets.flatMap((bucket) => allowBucket(bucket, account)),
    ...queues.flatMap((queue) => allowQueue(queue, account)),
    ...permissions,
  ];
}

function allowBucket({ bucketArn, keyArn, access }: BucketAccess, account: Account): Statement[] {
  const write = access === "write";
  return [
    {
      Effect: "Allow",
      Action: ["s3:GetObject", ...(write ? ["s3:PutObject", "s3:DeleteObject"] : [])],
      Resource: pulumi.interpolate`${bucketArn}/*`,
    },
    // Without it, S3 returns 403 instead of 404 for a missing object.
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: bucketArn },
    allowKey(keyArn, ["kms:Decrypt", ...(write ? ["kms:GenerateDataKey"] : [])], "s3", account),
  ];
}

function allowQueue({ queueArn, keyArn, access }: QueueAccess, account: Account): Statement[] {
  const receive = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"];
  return [
    {
      Effect: "Allow",
      Action: [
        "sqs:SendMessage",
        "sqs:GetQueueAttributes",
        ...(access === "send-and-receive" ? receive : []),
      ],
      Resource: queueArn,
    },
    // Sending needs both. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    allowKey(keyArn, ["kms:Decrypt", "kms:GenerateDataKey"], "sqs", account),
  ];
}

/**
 * Allows the use of a key through one service only: the key also encrypts other data.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
function allowKey(
  keyArn: pulumi.Input<string>,
  Action: string[],
  service: string,
  { region, dnsSuffix }: Account,
): Statement {
  return {
    Effect: "Allow",
    Action,
    Resource: keyArn,
    Condition: { StringEquals: { "kms:ViaService": pulumi.interpolate`${service}.${region}.${dnsSuffix}` } },
  };
}
