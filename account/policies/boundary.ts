import type * as aws from "@pulumi/aws";
import { REVIEW, stacksOf } from "../names";
import { denyOtherNames, limitToStack } from "./deploy";
import { getRolePath, type Scope } from "./scope";

/**
 * Creates the permissions boundary of all roles of an environment's stacks, including its deploy role. It allows the services
 * that a deployment uses and those that the stack's roles use at run time (cluster, nodes, monitoring, flow logs, the
 * gallery's API). Even with an administrator policy attached, a role cannot exceed it.
 */
export function createBoundaryPolicy(scope: Scope, environment: string): aws.iam.PolicyDocument {
  const stack = stacksOf(environment);
  const unreviewed = environment === REVIEW ? denyOtherNames(scope, stack) : [];
  return {
    Version: "2012-10-17",
    Statement: [...allowRuntime(scope, stack), ...limitToStack(scope, environment), ...unreviewed],
  };
}

// https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html
function allowRuntime(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
  const { partition, accountId, region } = scope;
  return [
    {
      Sid: "AtWork",
      Effect: "Allow",
      Action: [
        "acm:*",
        "autoscaling:Describe*",
        "cloudwatch:Describe*",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "cloudwatch:*Alarm*",
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
        "elasticloadbalancing:*",
        "lambda:*",
        "logs:*",
        "rds:*",
        "secretsmanager:*",
        "sns:*",
        "sqs:*",
        "sts:GetCallerIdentity",
      ],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": region } },
    },
    {
      Sid: "PhotoObjects",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: `arn:${partition}:s3:::${scope.project}-${stack}-photos-*/*`,
    },
    {
      Sid: "NodesProfiles",
      Effect: "Allow",
      Action: "iam:*InstanceProfile*",
      Resource: [
        `arn:${partition}:iam::${accountId}:instance-profile/eks*`,
        `arn:${partition}:iam::${accountId}:role${getRolePath(scope, stack)}*`,
      ],
    },
  ];
}
