import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Account, buildArn } from "./account";

/** AWS resources that the runner uses. */
interface RunnerResources {
  readonly account: Account;
  readonly connectionArn: string;
  readonly logGroupArn: pulumi.Input<string>;
  readonly securityGroupArn: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
}

/**
 * The permissions that CodeBuild needs, which every job on the runner has as well: write the runner's logs, use a network
 * interface in its subnets, and get the connection's GitHub tokens. It does not allow deploying.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html#customer-managed-policies-example-create-vpc-network-interface
 * https://docs.aws.amazon.com/codebuild/latest/userguide/connections-github-app.html
 */
export function createRunnerPolicy(resources: RunnerResources): aws.iam.PolicyDocument {
  const { account, connectionArn, logGroupArn, securityGroupArn, subnetIds } = resources;
  const interfaces = buildArn(account, "ec2", "network-interface/*");
  const subnets = pulumi
    .output(subnetIds)
    .apply((ids) => pulumi.all(ids.map((id) => buildArn(account, "ec2", `subnet/${id}`))));
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
        // These actions do not support resource-level permissions.
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
