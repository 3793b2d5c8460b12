import type { Package } from "../behaviour";
import * as budgets from "./budgets";
import * as cloudwatch from "./cloudwatch";
import * as ec2 from "./ec2";
import * as ecr from "./ecr";
import * as eks from "./eks";
import * as iam from "./iam";
import * as kms from "./kms";
import * as rds from "./rds";
import * as s3 from "./s3";
import * as secretsmanager from "./secretsmanager";

/** AWS as far as Groundwork uses it. */
export const aws: Package = {
  resources: {
    ...budgets.resources,
    ...cloudwatch.resources,
    ...ec2.resources,
    ...ecr.resources,
    ...eks.resources,
    ...iam.resources,
    ...kms.resources,
    ...rds.resources,
    ...s3.resources,
    ...secretsmanager.resources,
  },
  functions: {
    "aws:index/getCallerIdentity:getCallerIdentity": (_inputs, { account }) => ({
      id: account.id,
      accountId: account.id,
      arn: `arn:aws:iam::${account.id}:user/somebody`,
      userId: "AIDASIMULATED",
    }),
    "aws:index/getPartition:getPartition": () => ({
      id: "aws",
      partition: "aws",
      dnsSuffix: "amazonaws.com",
      reverseDnsPrefix: "com.amazonaws",
    }),
  },
};
