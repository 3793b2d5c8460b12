import type * as aws from "@pulumi/aws";
import { buildArn, regionsOf, type Scope } from "./scope";

/**
 * Creates the policy of an environment's break-glass role: opening and closing the public endpoint of the stack's cluster, and
 * nothing else. What it may do inside Kubernetes, `clusterAdmins` or `clusterViewers` of the stack decides.
 *
 * UpdateClusterConfig also changes other settings of the cluster, such as its logs, and IAM has no condition key for them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
 */
export function createBreakGlassPolicy(scope: Scope, stack: string): aws.iam.PolicyDocument {
  const { project } = scope;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        // This action does not support resource-level permissions.
        Sid: "FindCluster",
        Effect: "Allow",
        Action: "eks:ListClusters",
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": regionsOf(scope) } },
      },
      {
        Sid: "OpenOwnCluster",
        Effect: "Allow",
        Action: ["eks:DescribeCluster", "eks:DescribeUpdate", "eks:UpdateClusterConfig"],
        // Question marks stand for the suffix (infra/cluster-name.ts), so that no longer name of another stack matches.
        Resource: buildArn(scope, "eks", `cluster/${project}-${stack}-????????`),
      },
    ],
  };
}
