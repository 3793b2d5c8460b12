import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/** What the runner touches in AWS. */
interface Touched {
  readonly account: Account;
  readonly connectionArn: string;
  readonly logGroupArn: pulumi.Input<string>;
  readonly securityGroupArn: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
}

/**
 * What CodeBuild itself needs, and so what every job on the runner could do besides: write the runner's logs, hold a
 * network interface in its subnets, and get GitHub's tokens of the one connection. No right to deploy.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html#customer-managed-policies-example-create-vpc-network-interface
 * https://docs.aws.amazon.com/codebuild/latest/userguide/connections-github-app.html
 */
export function runnerPolicy(touched: Touched): aws.iam.PolicyDocument {
  const { account, connectionArn, logGroupArn, securityGroupArn, subnetIds } = touched;
  const interfaces = arnIn(account, "ec2", "network-interface/*");
  const subnets = pulumi
    .output(subnetIds)
    .apply((ids) => pulumi.all(ids.map((id) => arnIn(account, "ec2", `subnet/${id}`))));
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: pulumi.interpolate`${logGroupArn}:*`,
      },
      {
        Effect: "Allow",
        Action: [
          "ec2:DescribeDhcpOptions",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeSubnets",
          "ec2:DescribeVpcs",
        ],
        // None of them can be limited to resources.
        Resource: "*",
      },
      {
        Effect: "Allow",
        Action: "ec2:CreateNetworkInterface",
        Resource: pulumi
          .all([subnets, securityGroupArn, interfaces])
          .apply(([own, ...others]) => [...own, ...others]),
      },
      {
        Effect: "Allow",
        Action: "ec2:DeleteNetworkInterface",
        Resource: interfaces,
        Condition: { StringEquals: { "ec2:Subnet": subnets } },
      },
      {
        Effect: "Allow",
        Action: "ec2:CreateNetworkInterfacePermission",
        Resource: interfaces,
        Condition: {
          StringEquals: { "ec2:Subnet": subnets, "ec2:AuthorizedService": "codebuild.amazonaws.com" },
        },
      },
      {
        Effect: "Allow",
        Action: ["codeconnections:GetConnection", "codeconnections:GetConnectionToken"],
        Resource: connectionArn,
      },
    ],
  };
}

/** An ARN in the account and region. */
export const arnIn = ({ partition, region, id }: Account, service: string, resource: string) =>
  pulumi.interpolate`arn:${partition}:${service}:${region}:${id}:${resource}`;
