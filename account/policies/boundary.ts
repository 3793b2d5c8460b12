import type * as aws from "@pulumi/aws";
import { REVIEW, stacksOf } from "../names";
import { confined, notAnothersName } from "./deploy";
import { rolePath, type Scope } from "./scope";

/**
 * The most that any role of an environment's stacks can do, its deploy role included, whatever policies are attached to it: the
 * services that deploying takes, and those that the stack's own roles (cluster, nodes, monitoring, flow logs, the
 * gallery's API) use at work. An administrator's policy on such a role makes no administrator of it.
 */
export function boundary(scope: Scope, environment: string): aws.iam.PolicyDocument {
  const stack = stacksOf(environment);
  const unread = environment === REVIEW ? notAnothersName(scope, stack) : [];
  return {
    Version: "2012-10-17",
    Statement: [...atWork(scope, stack), ...confined(scope, environment), ...unread],
  };
}

// https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html
function atWork(scope: Scope, stack: string): aws.iam.PolicyStatement[] {
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
        `arn:${partition}:iam::${accountId}:role${rolePath(scope, stack)}*`,
      ],
    },
  ];
}
