/** Requests to AWS that are evaluated against the roles' policies. */
import type { Context } from "../evaluator";
import { ACCOUNT, REGION, roleArn } from "./bootstrapped";

export const STATES = `arn:aws:s3:::groundwork-state-${ACCOUNT}-${REGION}`;
export const stateOf = (stack: string) => `${STATES}/.pulumi/stacks/groundwork/${stack}.json`;
export const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

/** Placeholder for the ARN of the key for secrets, which is known after bootstrap. */
export const SECRETS_KEY = "the key for secrets";

const OWN = `arn:aws:iam::${ACCOUNT}:role/groundwork/dev/cluster-1a2b3c4`;
/** The node role has no path, and is identified by the name that Pulumi generates. */
const NODES = roleArn("groundwork-dev-cluster-node-1a2b3c4");
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/groundwork-boundary-dev`;
const DB = `arn:aws:rds:${REGION}:${ACCOUNT}:db:database-primary`;
const VPC = `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc/vpc-1`;
const RUNNER = `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/groundwork-dev-runner`;
const CONNECTION = `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/1`;
const REPOSITORY = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/groundwork/gallery`;
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:groundwork-prod-database-1a2b3c4-AbCdEf`;
const lambda = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
const secrets = (stack: string): Context => ({ "kms:EncryptionContext:stack": stack });
const tagged = (stack: string): Context => ({
  "aws:ResourceTag/project": "groundwork",
  "aws:ResourceTag/stack": stack,
});

/** An action on a resource under conditions. */
export type Row = readonly [what: string, action: string, resource: string, context?: Context];

/** All rows have the same length: otherwise jest would treat an additional parameter as its callback. */
export const rows = (list: readonly Row[]) =>
  list.map(([what, action, resource, context = {}]) => [what, action, resource, context] as const);

/** Requests that jobs deploying dev need. */
export const deployMay: readonly Row[] = [
  ["write its own state", "s3:PutObject", stateOf("dev")],
  ["lock itself", "s3:PutObject", `${STATES}/.pulumi/locks/organization/groundwork/dev/1.json`],
  ["decrypt its own secrets", "kms:Decrypt", SECRETS_KEY, secrets("dev")],
  ["create a VPC", "ec2:CreateVpc", VPC],
  ["change its database", "rds:ModifyDBInstance", DB, tagged("dev")],
  ...["Create", "Modify", "Delete"].map(
    (verb): Row => [
      `${verb.toLowerCase()} a subscription to database events`,
      `rds:${verb}EventSubscription`,
      `arn:aws:rds:${REGION}:${ACCOUNT}:es:groundwork-dev-database-alarms-1a2b3c4`,
      tagged("dev"),
    ],
  ),
  ["add an instance to it", "rds:AddSourceIdentifierToSubscription", "*"],
  ["create a cluster", "eks:CreateCluster", "*"],
  ["create a bounded role", "iam:CreateRole", OWN, { "iam:PermissionsBoundary": BOUNDARY }],
  ["create its node role", "iam:CreateRole", NODES, { "iam:PermissionsBoundary": BOUNDARY }],
  ["delete its node role", "iam:DeleteRole", NODES],
  ["pass its node role to EKS", "iam:PassRole", NODES, { "iam:PassedToService": "eks.amazonaws.com" }],
  ["pass its role to EKS", "iam:PassRole", OWN, { "iam:PassedToService": "eks.amazonaws.com" }],
  ["create its pipeline's runner", "codebuild:CreateProject", RUNNER],
  ["create the webhook that starts it", "codebuild:CreateWebhook", RUNNER, tagged("dev")],
  ["use the connection to GitHub", "codeconnections:UseConnection", CONNECTION],
  ["pass its role to CodeBuild", "iam:PassRole", OWN, { "iam:PassedToService": "codebuild.amazonaws.com" }],
  ["delete its key", "kms:ScheduleKeyDeletion", KEY, tagged("dev")],
  ["change its photo bucket", "s3:PutBucketVersioning", "arn:aws:s3:::groundwork-dev-photos-1a2b3c4"],
];

/** Requests that they must not be able to make, regardless of other policies of their role. */
export const deployMayNot: readonly Row[] = [
  ["read prod's state", "s3:GetObject", stateOf("prod")],
  ["write prod's state", "s3:PutObject", stateOf("prod")],
  ["write the state of a stack with a longer name", "s3:PutObject", stateOf("dev2")],
  ["write bootstrap's state", "s3:PutObject", `${STATES}/.pulumi/stacks/groundwork-bootstrap/main.json`],
  ["unlock prod", "s3:DeleteObject", `${STATES}/.pulumi/locks/organization/groundwork/prod/1.json`],
  ["decrypt prod's secrets", "kms:Decrypt", SECRETS_KEY, secrets("prod")],
  ["decrypt secrets of no stack", "kms:Decrypt", SECRETS_KEY],
  ["change the policy of the secrets' key", "kms:PutKeyPolicy", SECRETS_KEY],
  ["empty prod's photo bucket", "s3:DeleteObject", "arn:aws:s3:::groundwork-prod-photos-1/cat.jpg"],
  ["delete the state bucket", "s3:DeleteBucket", STATES],
  ["delete a version of a state", "s3:DeleteObjectVersion", stateOf("dev")],
  ["change the state bucket's policy", "s3:PutBucketPolicy", STATES],
  ["delete prod's database", "rds:DeleteDBInstance", DB, tagged("prod")],
  ["change prod's runner", "codebuild:UpdateProject", RUNNER, tagged("prod")],
  ["create a connection to another repository", "codeconnections:CreateConnection", "*"],
  ["remove prod's tag from its VPC", "ec2:DeleteTags", VPC, tagged("prod")],
  ["work in another region", "ec2:CreateVpc", VPC, { "aws:RequestedRegion": "eu-west-1" }],
  ["create a role without a boundary", "iam:CreateRole", OWN],
  [
    "create a role with prod's boundary",
    "iam:CreateRole",
    OWN,
    { "iam:PermissionsBoundary": BOUNDARY.replace("-dev", "-prod") },
  ],
  [
    "create a role outside its path",
    "iam:CreateRole",
    roleArn("anything"),
    { "iam:PermissionsBoundary": BOUNDARY },
  ],
  ["create its node role without a boundary", "iam:CreateRole", NODES],
  ["delete prod's node role", "iam:DeleteRole", NODES.replace("-dev-", "-prod-")],
  [
    "delete the node role of a stack whose name begins like its own node role",
    "iam:DeleteRole",
    roleArn("groundwork-dev-cluster-node-2-cluster-node-1a2b3c4"),
  ],
  ["delete another role without a path", "iam:DeleteRole", roleArn("groundwork-dev-cluster-1a2b3c4")],
  ["remove the boundary from a role", "iam:DeleteRolePermissionsBoundary", OWN],
  ["change the boundary policy", "iam:CreatePolicyVersion", BOUNDARY],
  ["attach policies to itself", "iam:AttachRolePolicy", roleArn("groundwork-deploy-dev")],
  ["add an inline policy to an administrator's role", "iam:PutRolePolicy", roleArn("admin")],
  ["change its trust policy", "iam:UpdateAssumeRolePolicy", roleArn("groundwork-deploy-dev")],
  ["change the trust policy of an administrator's role", "iam:UpdateAssumeRolePolicy", roleArn("admin")],
  [
    "pass an administrator's role",
    "iam:PassRole",
    roleArn("admin"),
    { "iam:PassedToService": "eks.amazonaws.com" },
  ],
  [
    "pass its role to a service that it does not use",
    "iam:PassRole",
    OWN,
    { "iam:PassedToService": "glue.amazonaws.com" },
  ],
  ["create a user", "iam:CreateUser", `arn:aws:iam::${ACCOUNT}:user/me`],
  ["create an access key", "iam:CreateAccessKey", `arn:aws:iam::${ACCOUNT}:user/me`],
  [
    "change the account's trust",
    "iam:UpdateOpenIDConnectProviderThumbprint",
    `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
  ],
  ["assume another role", "sts:AssumeRole", roleArn("admin")],
  ["push an image", "ecr:PutImage", REPOSITORY],
];

/** Requests of previews, allowed and denied; the first column is the decision. */
export const previewRequests: readonly Row[] = [
  ["allowed", "s3:GetObject", stateOf("prod")],
  ["allowed", "kms:Decrypt", SECRETS_KEY, secrets("prod")],
  ["denied", "s3:PutObject", stateOf("dev")],
  ["denied", "s3:DeleteObject", stateOf("dev")],
  ["denied", "kms:Encrypt", SECRETS_KEY, secrets("dev")],
  // It cannot read the stacks of pull requests.
  ["denied", "s3:GetObject", stateOf("pr-7")],
  ["denied", "s3:GetObject", "arn:aws:s3:::groundwork-dev-photos-1a2b3c4/cat.jpg"],
  ["denied", "s3:GetObject", `${STATES}/.pulumi/stacks/groundwork-bootstrap/main.json`],
  ["denied", "ec2:CreateVpc", VPC],
  ["denied", "iam:CreateRole", OWN],
  // The provider's read of a function, which is limited to those of the stacks.
  ["allowed", "lambda:GetFunction", lambda("groundwork-prod-thumbnailer-1a2b3c4")],
  ["denied", "lambda:GetFunction", lambda("groundwork-pr-7-thumbnailer-1a2b3c4")],
  ["denied", "lambda:GetFunction", lambda("billing")],
  ["allowed", "secretsmanager:GetSecretValue", SECRET, tagged("prod")],
  ["denied", "secretsmanager:GetSecretValue", SECRET, tagged("pr-7")],
  ["denied", "secretsmanager:GetSecretValue", SECRET],
  ["denied", "iam:GetRolePolicy", roleArn("admin")],
  ["allowed", "iam:GetRole", NODES],
  // Reads of data, which the AWS managed policy ReadOnlyAccess allows.
  ["denied", "athena:GetQueryResults", `arn:aws:athena:${REGION}:${ACCOUNT}:workgroup/primary`],
  ["denied", "cloudformation:GetTemplate", `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/a/1`],
  ["denied", "codecommit:GetFile", `arn:aws:codecommit:${REGION}:${ACCOUNT}:source`],
  ["denied", "dynamodb:GetItem", `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/users`],
  ["denied", "dynamodb:PartiQLSelect", `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/users`],
  ["denied", "ec2:DescribeInstanceAttribute", `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-1`],
  ["denied", "ec2:GetConsoleOutput", `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-1`],
  ["denied", "ec2:GetPasswordData", `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-1`],
  ["denied", "ecr:GetDownloadUrlForLayer", REPOSITORY],
  ["denied", "kinesis:GetRecords", `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/events`],
  ["denied", "lambda:GetLayerVersion", `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:shared:1`],
  ["denied", "logs:FilterLogEvents", `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/billing`],
  ["denied", "logs:StartLiveTail", `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/billing`],
  ["denied", "rds:DownloadDBLogFilePortion", DB, tagged("prod")],
  ["denied", "sqs:ReceiveMessage", `arn:aws:sqs:${REGION}:${ACCOUNT}:groundwork-prod-thumbnailer-1`],
  ["denied", "ssm:GetParameter", `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/password`],
  ["denied", "states:GetExecutionHistory", `arn:aws:states:${REGION}:${ACCOUNT}:execution:orders:1`],
];

const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:deployments`;
const forTopic = (arn: string): Context => ({ "kms:EncryptionContext:aws:sns:topicArn": arn });

/** The same for the job that reports a failed deployment. */
export const notifyRequests: readonly Row[] = [
  ["allowed", "sns:Publish", TOPIC],
  ["allowed", "kms:GenerateDataKey", KEY, forTopic(TOPIC)],
  ["allowed", "kms:Decrypt", KEY, forTopic(TOPIC)],
  ["denied", "kms:Decrypt", KEY, forTopic(`${TOPIC}-2`)],
  ["denied", "kms:Decrypt", KEY],
  ["denied", "kms:Decrypt", SECRETS_KEY, secrets("dev")],
  ["denied", "sns:Publish", `${TOPIC}-2`],
  ["denied", "sns:Subscribe", TOPIC],
  ["denied", "sns:SetTopicAttributes", TOPIC],
  ["denied", "ecr:PutImage", REPOSITORY],
  ["denied", "s3:GetObject", stateOf("dev")],
];

/** The same for jobs that push images. */
export const imageRequests: readonly Row[] = [
  ["allowed", "ecr:PutImage", REPOSITORY],
  ["denied", "ecr:PutImage", `${REPOSITORY}-other`],
  ["denied", "ecr:BatchDeleteImage", REPOSITORY],
  ["denied", "ecr:PutImageTagMutability", REPOSITORY],
  ["denied", "s3:GetObject", stateOf("dev")],
];

const OF_REVIEW = `arn:aws:iam::${ACCOUNT}:role/groundwork/pr-7/cluster-1a2b3c4`;
const reviewBoundary: Context = { "iam:PermissionsBoundary": BOUNDARY.replace("-dev", "-review") };
const topic = (name: string) => `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`;

/** The same for jobs that deploy a pull request's stack: they run code that has not been reviewed. */
export const reviewRequests: readonly Row[] = [
  ["allowed", "s3:PutObject", stateOf("pr-7")],
  ["allowed", "kms:Decrypt", SECRETS_KEY, secrets("pr-7")],
  ["allowed", "rds:DeleteDBInstance", DB, tagged("pr-7")],
  ["allowed", "kms:ScheduleKeyDeletion", KEY, tagged("pr-7")],
  ["allowed", "iam:CreateRole", OF_REVIEW, reviewBoundary],
  ["allowed", "lambda:UpdateFunctionCode", lambda("groundwork-pr-7-thumbnailer-1a2b3c4")],
  ["allowed", "sns:CreateTopic", topic("groundwork-pr-7-alerting-1a2b3c4")],
  ["denied", "s3:GetObject", stateOf("dev")],
  ["denied", "s3:PutObject", stateOf("prod")],
  ["denied", "kms:Decrypt", SECRETS_KEY, secrets("dev")],
  ["denied", "rds:DeleteDBInstance", DB, tagged("dev")],
  ["denied", "eks:DeleteCluster", `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/c`, tagged("prod")],
  ["denied", "kms:ScheduleKeyDeletion", KEY, tagged("dev")],
  ["denied", "iam:CreateRole", OF_REVIEW],
  ["denied", "iam:CreateRole", OWN, reviewBoundary],
  ["denied", "lambda:UpdateFunctionCode", lambda("groundwork-prod-thumbnailer-1a2b3c4")],
  ["denied", "sns:DeleteTopic", topic("groundwork-prod-alerting-1a2b3c4")],
  ["denied", "sqs:PurgeQueue", `arn:aws:sqs:${REGION}:${ACCOUNT}:groundwork-prod-thumbnailer-1`],
  ["denied", "route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1"],
  ["denied", "acm:DeleteCertificate", `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/1`],
  ["denied", "ecr:PutImage", REPOSITORY],
];
