/**
 * Permissions of a deploy role: provision its own stack, or the stacks pr-* for REVIEW, and nothing else. IAM policies are
 * limited to 6,144 characters, so actions are abbreviated with wildcards.
 */
import type * as aws from "@pulumi/aws";
import { REVIEW, stacksOf } from "../names";
import { buildArn, getRolePath, type Scope } from "./scope";
import { readState, writeState } from "./state";

/** Returns the ARN of the permissions boundary of an environment's roles. */
function getBoundaryArn({ partition, accountId, project }: Scope, environment: string): string {
  return `arn:${partition}:iam::${accountId}:policy/${project}-boundary-${environment}`;
}

/** Services that assume the roles of a stack. */
const SERVICES = [
  "codebuild.amazonaws.com",
  "ec2.amazonaws.com",
  "eks.amazonaws.com",
  "lambda.amazonaws.com",
  "monitoring.rds.amazonaws.com",
  "pods.eks.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
];

/** Creates the policy of an environment's deploy role. */
export function createDeployPolicy(scope: Scope, environment: string): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [allowProvisioning(scope), ...limitToStack(scope, environment)],
  };
}

/** Limits a role to the states, buckets, keys and roles of the environment's stacks. */
export function limitToStack(scope: Scope, environment: string): aws.iam.PolicyStatement[] {
  const stack = stacksOf(environment);
  return [
    ...readState(scope, [stack]),
    ...writeState(scope, stack),
    ...allowBuckets(scope, stack),
    ...(environment === REVIEW ? [] : [allowDnsRecords(scope)]),
    ...allowKeys(scope, stack),
    ...allowRoles(scope, stack, getBoundaryArn(scope, environment)),
    denyOtherStacks(scope, stack),
  ];
}

/** EC2 resource types that a stack creates and deletes. */
const NETWORK =
  "Vpc VpcEndpoint Subnet RouteTable Route InternetGateway NatGateway SecurityGroup FlowLogs Tags";

/** Allows provisioning of network, cluster, database, secrets and logs in the region. */
function allowProvisioning({ region }: Scope): aws.iam.PolicyStatement {
  return {
    Sid: "Provision",
    Effect: "Allow",
    Action: [
      "ec2:Describe*",
      "ec2:Get*",
      ...NETWORK.split(" ").flatMap((thing) => [`ec2:Create${thing}`, `ec2:Delete${thing}`]),
      "ec2:DeleteVpcEndpoints",
      "ec2:ModifyVpc*",
      "ec2:ModifySubnetAttribute",
      "ec2:*InternetGateway",
      "ec2:*RouteTable*",
      "ec2:ReplaceRoute",
      "ec2:*Address",
      "ec2:*SecurityGroup*gress",
      "ec2:ModifySecurityGroupRules",
      "ec2:DeleteNetworkInterface",
      "ec2:DetachNetworkInterface",
      "eks:*",
      "rds:*DBInstance*",
      "rds:*DBSubnetGroup*",
      "rds:*DBParameter*",
      "rds:*DBSnapshot",
      "rds:DescribeDB*",
      "rds:*Subscription*",
      "rds:*Tag*",
      "logs:*LogGroup*",
      "logs:*RetentionPolicy",
      "logs:*Tag*",
      "logs:*LogDeliver*",
      "secretsmanager:*Secret*",
      "secretsmanager:*Resource*",
      "acm:*Certificate*",
      "lambda:*Function*",
      "lambda:*Permission",
      "lambda:GetPolicy",
      "lambda:*Tag*",
      "sqs:*Queue*",
      "sns:*Topic*",
      "sns:*Subscription*",
      "sns:Subscribe",
      "sns:Unsubscribe",
      "sns:*Tag*",
      "cloudwatch:*Alarm*",
      "cloudwatch:*Tag*",
      "codebuild:*Project*",
      "codebuild:*Webhook*",
      "codeconnections:GetConnection",
      "codeconnections:PassConnection",
      "codeconnections:UseConnection",
      "sts:GetCallerIdentity",
    ],
    Resource: "*",
    Condition: { StringEquals: { "aws:RequestedRegion": region } },
  };
}

/** Allows access to the photo buckets, identified by the names that Pulumi generates. */
function allowBuckets({ partition, project }: Scope, stack: string): aws.iam.PolicyStatement[] {
  const bucket = `arn:${partition}:s3:::${project}-${stack}-photos-*`;
  return [
    {
      Sid: "PhotoBuckets",
      Effect: "Allow",
      Action: [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:*BucketPolicy",
        "s3:Get*",
        "s3:List*",
        "s3:Put*Configuration",
        "s3:PutBucket*",
        "s3:DeleteObject*",
        "s3:*Tag*",
      ],
      Resource: [bucket, `${bucket}/*`],
    },
  ];
}

/** Allows changing DNS records. Route 53 is global, so the actions cannot be limited to a region. */
function allowDnsRecords({ partition }: Scope): aws.iam.PolicyStatement {
  return {
    Sid: "Records",
    Effect: "Allow",
    Action: ["route53:ChangeResourceRecordSets", "route53:Get*", "route53:List*"],
    Resource: [`arn:${partition}:route53:::hostedzone/*`, `arn:${partition}:route53:::change/*`],
  };
}

/**
 * Restricts stacks of pull requests, which run unreviewed code. For services that do not support authorization by tags, it
 * denies access to resources without the stack's name (see autonaming in Pulumi.yaml). It also denies changes to
 * certificates. It is part of the boundary because the role's policy is at its size limit.
 */
export function denyOtherNames(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
  const named = (service: string, kind: string) =>
    buildArn(scope, service, `${kind}${scope.project}-${stack}`);
  return [
    {
      Sid: "NoCertificates",
      Effect: "Deny",
      Action: ["acm:Delete*", "acm:Import*", "acm:Re*", "acm:Update*"],
      Resource: "*",
    },
    {
      Sid: "NotAnothersName",
      Effect: "Deny",
      Action: [
        "lambda:*",
        "sqs:*",
        "sns:DeleteTopic",
        "sns:SetTopic*",
        "sns:*Permission",
        "sns:Publish",
        "sns:Subscribe",
        "cloudwatch:Put*Alarm",
        "cloudwatch:DeleteAlarms",
      ],
      NotResource: [
        named("lambda", "function:"),
        named("sqs", ""),
        named("sns", ""),
        named("cloudwatch", "alarm:"),
      ],
    },
  ];
}

/** Allows access to the stack's keys, identified by the default tags of its provider. */
function allowKeys(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
  const own = { "aws:ResourceTag/project": scope.project, "aws:ResourceTag/stack": stack };
  const made = { "aws:RequestTag/project": scope.project, "aws:RequestTag/stack": stack };
  return [
    {
      Sid: "MakeKeys",
      Effect: "Allow",
      Action: ["kms:CreateKey", "kms:TagResource"],
      Resource: "*",
      Condition: { StringLike: made },
    },
    { Sid: "ListKeys", Effect: "Allow", Action: ["kms:List*", "kms:DescribeKey"], Resource: "*" },
    {
      Sid: "OwnKeys",
      Effect: "Allow",
      Action: "kms:*",
      Resource: buildArn(scope, "kms", "key/*"),
      Condition: { StringLike: own },
    },
    {
      Sid: "Aliases",
      Effect: "Allow",
      Action: ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"],
      Resource: buildArn(scope, "kms", `alias/${scope.project}-${stack}-*`),
    },
  ];
}

/**
 * Allows managing roles under the stack's path and with the permissions boundary, and passing them to the stack's services.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
function allowRoles(scope: Scope, stack: string, boundary: string): aws.iam.PolicyStatement[] {
  const own = `arn:${scope.partition}:iam::${scope.accountId}:role${getRolePath(scope, stack)}*`;
  const Condition = { StringEquals: { "iam:PermissionsBoundary": boundary } };
  return [
    {
      Sid: "BoundedRoles",
      Effect: "Allow",
      Action: [
        "iam:CreateRole",
        "iam:PutRolePermissionsBoundary",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePolicy",
        "iam:DeleteRolePolicy",
      ],
      Resource: own,
      Condition,
    },
    {
      Sid: "OwnRoles",
      Effect: "Allow",
      Action: [
        "iam:GetRole*",
        "iam:ListRole*",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
        "iam:UpdateAssumeRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:DeleteRole",
      ],
      Resource: own,
    },
    {
      Sid: "PassRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: own,
      Condition: { StringEquals: { "iam:PassedToService": SERVICES } },
    },
    {
      Sid: "ServiceRoles",
      Effect: "Allow",
      Action: ["iam:CreateServiceLinkedRole", "iam:GetRole"],
      Resource: `arn:${scope.partition}:iam::${scope.accountId}:role/aws-service-role/*`,
    },
  ];
}

/** Denies access to resources with the tag of another stack, for services that support authorization by tags. */
function denyOtherStacks({ project }: Scope, stack: string): aws.iam.PolicyStatement {
  return {
    Sid: "NotAnothersStack",
    Effect: "Deny",
    Action: ["codebuild:*", "ec2:*", "eks:*", "rds:*", "logs:*", "secretsmanager:*"],
    Resource: "*",
    Condition: {
      StringEquals: { "aws:ResourceTag/project": project },
      StringNotLike: { "aws:ResourceTag/stack": stack },
    },
  };
}
