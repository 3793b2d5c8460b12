import type { Package } from "../package";
import * as acm from "./acm";
import * as backup from "./backup";
import * as budgets from "./budgets";
import * as cloudwatch from "./cloudwatch";
import * as codebuild from "./codebuild";
import * as ec2 from "./ec2";
import * as ecr from "./ecr";
import * as eks from "./eks";
import * as events from "./events";
import * as iam from "./iam";
import { judgeResource } from "./judge-resource";
import * as kms from "./kms";
import * as lambda from "./lambda";
import { latePermissions } from "./late-permissions";
import * as opensearch from "./opensearch";
import { partitionOf } from "./partitions";
import * as rds from "./rds";
import * as route53 from "./route53";
import { rules } from "./rules";
import { valueProblems } from "./rules/values";
import * as s3 from "./s3";
import { schemaProblems } from "./schemas/check";
import { sdkInputs } from "./schemas/sdk";
import * as secretsmanager from "./secretsmanager";
import * as sns from "./sns";
import * as sqs from "./sqs";
import * as ssm from "./ssm";

/** The simulated resource types and functions of AWS. */
export const aws: Package = {
  providers: { aws: { summary: ["region"] } },
  inputChecks: {
    aws: (type, inputs, known, today) => [
      ...schemaProblems(type, inputs, known, today),
      ...valueProblems(type, inputs, today),
    ],
  },
  judges: { aws: judgeResource },
  latePermissions: { aws: latePermissions },
  requiredInputs: {
    aws: (type) => [...(sdkInputs(type) ?? [])].flatMap(([name, { required }]) => (required ? [name] : [])),
  },
  rules,
  resources: {
    ...acm.resources,
    ...backup.resources,
    ...budgets.resources,
    ...cloudwatch.resources,
    ...codebuild.resources,
    ...ec2.resources,
    ...ecr.resources,
    ...eks.resources,
    ...events.resources,
    ...iam.resources,
    ...kms.resources,
    ...lambda.resources,
    ...rds.resources,
    ...route53.resources,
    ...s3.resources,
    ...secretsmanager.resources,
    ...sns.resources,
    ...opensearch.resources,
    ...sqs.resources,
    ...ssm.resources,
  },
  functions: {
    ...ec2.functions,
    "aws:eks/getCluster:getCluster": eks.getCluster,
    "aws:index/getCallerIdentity:getCallerIdentity": (_inputs, { account }) => ({
      id: account.id,
      accountId: account.id,
      arn: `arn:${partitionOf(account.region).id}:iam::${account.id}:user/somebody`,
      userId: "AIDASIMULATEDUSER0001",
    }),
    "aws:index/getRegion:getRegion": (_inputs, { account: { region } }) => ({
      id: region,
      name: region,
      region,
      description: region,
      endpoint: `ec2.${region}.${partitionOf(region).dnsSuffix}`,
    }),
    // Most regions have these three. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
    "aws:index/getAvailabilityZones:getAvailabilityZones": (inputs, { account: { region } }) => ({
      ...inputs,
      id: region,
      names: ["a", "b", "c"].map((letter) => `${region}${letter}`),
      zoneIds: [1, 2, 3].map((number) => `${region}-az${number}`),
      groupNames: [region],
    }),
    // Two of the blocks that S3 has in us-east-1: https://ip-ranges.amazonaws.com/ip-ranges.json
    "aws:ec2/getPrefixList:getPrefixList": ({ name }) => ({
      id: "pl-63a5400a",
      name,
      cidrBlocks: ["3.5.0.0/19", "52.216.0.0/15"],
    }),
    // https://docs.aws.amazon.com/general/latest/gr/elb.html
    "aws:lb/getHostedZoneId:getHostedZoneId": (_inputs, { account }) => ({
      id: "Z35SXDOTRQ7X7K",
      region: account.region,
      loadBalancerType: "application",
    }),
    "aws:index/getPartition:getPartition": (_inputs, { account }) => {
      const { id, dnsSuffix } = partitionOf(account.region);
      const reverseDnsPrefix = dnsSuffix.split(".").reverse().join(".");
      return { id, partition: id, dnsSuffix, reverseDnsPrefix };
    },
  },
};
