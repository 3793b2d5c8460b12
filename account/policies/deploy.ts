/**
 * What a deploy role may do: provision its own stack, or for REVIEW the stacks pr-*, and nothing else. IAM policies are limited to 6,144 characters,
 * so families of actions are given by their verbs.
 */
import type * as aws from "@pulumi/aws";
import { REVIEW, stacksOf } from "../names";
import { arnIn, rolePath, type Scope } from "./scope";
import { readState, writeState } from "./state";

/** ARN of the boundary policy of the roles of an environment's stacks. */
export function boundaryArn({ partition, accountId, project }: Scope, environment: string): string {
  return `arn:${partition}:iam::${accountId}:policy/${project}-boundary-${environment}`;
}

/** Services that assume a stack's roles. */
const SERVICES = [
  "codebuild.amazonaws.com",
  "ec2.amazonaws.com",
  "eks.amazonaws.com",
  "lambda.amazonaws.com",
  "monitoring.rds.amazonaws.com",
  "pods.eks.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
];

/** The deploy role's own policy for an environment. */
export function deployPolicy(scope: Scope, environment: string): aws.iam.PolicyDocument {
  return { Version: "2012-10-17", Statement: [provision(scope), ...confined(scope, environment)] };
}

/** What holds a role to its stacks: their states, buckets, keys and roles, and nothing of another stack. */
export function confined(scope: Scope, environment: string): aws.iam.PolicyStatement[] {
  const stack = stacksOf(environment);
  return [
    ...readState(scope, [stack]),
    ...writeState(scope, stack),
    ...buckets(scope, stack),
    ...(environment === REVIEW ? [] : [records(scope)]),
    ...keys(scope, stack),
    ...roles(scope, stack, boundaryArn(scope, environment)),
    notAnothersStack(scope, stack),
  ];
}

/** What of EC2 is created and deleted. */
const NETWORK =
  "Vpc VpcEndpoint Subnet RouteTable Route InternetGateway NatGateway SecurityGroup FlowLogs Tags";

/** Network, cluster, database, its secret and logs, in the region. */
function provision({ region }: Scope): aws.iam.PolicyStatement {
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

/** The photo buckets are told from others by the name that Pulumi gives them. */
function buckets({ partition, project }: Scope, stack: string): aws.iam.PolicyStatement[] {
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

/** DNS is the same in every region, so it is not among what is held to one. */
function records({ partition }: Scope): aws.iam.PolicyStatement {
  return {
    Sid: "Records",
    Effect: "Allow",
    Action: ["route53:ChangeResourceRecordSets", "route53:Get*", "route53:List*"],
    Resource: [`arn:${partition}:route53:::hostedzone/*`, `arn:${partition}:route53:::change/*`],
  };
}

/**
 * Nobody has read the code that a pull request runs. So where a service looks at no tags when it decides, it is held to
 * what bears the stack's name (Pulumi.yaml has Pulumi name things so); and it gets at no certificates at all. Part of the
 * boundary, because the role's own policy has no room.
 */
export function notAnothersName(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
  const named = (service: string, kind: string) => arnIn(scope, service, `${kind}${scope.project}-${stack}`);
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

/** A stack's keys are told from others by the tags that its provider gives to all that it makes. */
function keys(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
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
      Resource: arnIn(scope, "kms", "key/*"),
      Condition: { StringLike: own },
    },
    {
      Sid: "Aliases",
      Effect: "Allow",
      Action: ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"],
      Resource: arnIn(scope, "kms", `alias/${scope.project}-${stack}-*`),
    },
  ];
}

/**
 * Roles under the stack's own path, none without the boundary, passed to the services that the stack uses.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
function roles(scope: Scope, stack: string, boundary: string): aws.iam.PolicyStatement[] {
  const own = `arn:${scope.partition}:iam::${scope.accountId}:role${rolePath(scope, stack)}*`;
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

/** What carries the tag of another stack is left alone, where the service knows tags when it decides. */
function notAnothersStack({ project }: Scope, stack: string): aws.iam.PolicyStatement {
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
