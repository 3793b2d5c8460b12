import type * as aws from "@pulumi/aws";
import { REVIEW, stacksOf } from "../names";
import { boundCopies, COPYING_SERVICE } from "./copies";
import { limitToStack } from "./own-stack";
import { IDENTITIES } from "./preflight";
import { buildArn, regionsOf, type Scope, scopeOf } from "./scope";

/**
 * Creates the permissions boundary of all roles of an environment's stacks, including its deploy role. It allows the services
 * that a deployment uses and those that the stack's roles use at run time (cluster, nodes, monitoring, flow logs, the
 * gallery's API). Even with an administrator policy attached, a role cannot exceed it.
 *
 * A role has one boundary, so this document cannot be divided: it must fit into the 6,144 characters of a managed policy.
 */
export function createBoundaryPolicy(given: Scope, environment: string): aws.iam.PolicyDocument {
  const stack = stacksOf(environment);
  const scope = scopeOf(given, environment);
  const more = environment === REVIEW ? denyOtherNames(scope, stack) : allowPreflight(scope);
  const two = scope.recoveryRegion !== undefined;
  const statements = [
    ...allowRuntime(scope),
    ...limitToStack(scope, environment, two ? WITH_COPIES : PATTERNS),
    ...boundCopies(scope),
    ...more,
  ];
  // There is no room for the statements' optional names beside those of two regions.
  const Statement = two ? statements.map(({ Sid: _, ...statement }) => statement) : statements;
  return { Version: "2012-10-17", Statement };
}

/** Patterns, because the document has to be short. The role's own policy names each action. */
const PATTERNS = {
  buckets: [
    "s3:CreateBucket",
    "s3:DeleteBucket",
    "s3:*BucketPolicy",
    "s3:Get*",
    "s3:List*",
    "s3:Put*Configuration",
    "s3:PutBucket*",
    // Applications write objects; the deploy role's policy does not allow it.
    "s3:PutObject",
    "s3:DeleteObject*",
    "s3:*Tag*",
  ],
  keys: ["kms:*"],
};
const WITH_COPIES = { ...PATTERNS, services: [COPYING_SERVICE] };

// https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html
function allowRuntime(scope: Scope): aws.iam.PolicyStatement[] {
  const { partition, accountId } = scope;
  return [
    {
      Sid: "AtWork",
      Effect: "Allow",
      Action: [
        "acm:*",
        "autoscaling:Describe*",
        "backup:*",
        "backup-storage:*",
        "cloudwatch:Describe*",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "cloudwatch:*Alarm*",
        "cloudwatch:*Tag*",
        "cloudwatch:PutMetricData",
        "codebuild:*",
        "codeconnections:GetConnection*",
        "codeconnections:PassConnection",
        "codeconnections:UseConnection",
        "ec2:*",
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:BatchImportUpstreamImage",
        "ecr:Get*",
        "eks-auth:AssumeRoleForPodIdentity",
        "eks:*",
        "es:*",
        "events:*",
        "elasticloadbalancing:*",
        "lambda:*",
        "logs:*",
        "rds:*",
        "secretsmanager:*",
        "sns:*",
        "sqs:*",
        "sts:GetCallerIdentity",
        "xray:PutTraceSegments",
      ],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": regionsOf(scope) } },
    },
    {
      Sid: "NodesProfiles",
      Effect: "Allow",
      Action: "iam:*InstanceProfile*",
      Resource: `arn:${partition}:iam::${accountId}:instance-profile/eks*`,
    },
  ];
}

/** What a preflight reads in addition to the services above, in few characters. */
function allowPreflight({ partition, accountId }: Scope): aws.iam.PolicyStatement[] {
  return [
    {
      Sid: "Preflight",
      Effect: "Allow",
      Action: ["servicequotas:Get*", "servicequotas:List*"],
      Resource: "*",
    },
    {
      Sid: "PreflightIdentities",
      Effect: "Allow",
      Action: IDENTITIES,
      Resource: `arn:${partition}:iam::${accountId}:*`,
    },
  ];
}

/**
 * Restricts stacks of pull requests, which run unreviewed code. For services that do not support authorization by tags, it
 * denies access to resources without the stack's name (see autonaming in Pulumi.yaml). It also denies changes to
 * certificates.
 */
function denyOtherNames(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
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
