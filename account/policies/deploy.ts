import type * as aws from "@pulumi/aws";
import { limitToStack } from "./own-stack";
import type { Scope } from "./scope";

/**
 * Creates the policies of an environment's deploy role: provision its own stack, or the stacks pr-* for REVIEW, and nothing
 * else. Together they would exceed the 6,144 characters of one managed policy.
 */
export function createDeployPolicies(scope: Scope, environment: string): DeployPolicies {
  return {
    provisioning: { Version: "2012-10-17", Statement: [allowProvisioning(scope)] },
    stack: { Version: "2012-10-17", Statement: limitToStack(scope, environment) },
  };
}

/** The policies of a deploy role, by purpose. */
interface DeployPolicies {
  /** Services that are limited to the region. */
  readonly provisioning: aws.iam.PolicyDocument;
  /** What belongs to the stack: state, buckets, keys and roles. It also denies access to other stacks. */
  readonly stack: aws.iam.PolicyDocument;
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
