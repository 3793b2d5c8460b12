/**
 * Permissions of `npx --no groundwork preflight`, which the pipeline runs before it deploys. All of them read, and return no
 * objects, messages, logs, rows or secrets.
 */
import type * as aws from "@pulumi/aws";
import { actionsOf } from "./calls";
import { regionsOf, type Scope } from "./scope";

/** Reads that the deploy roles have for no resource of a stack. A test compares all of a preflight's calls with its program. */
const LISTS = [
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeInstances",
  "eks:DescribeClusterVersions",
  "rds:DescribeDBEngineVersions",
  "rds:DescribeDBInstanceAutomatedBackups",
  "rds:DescribeDBSnapshots",
  "rds:DescribeOrderableDBInstanceOptions",
  "servicequotas:GetAWSDefaultServiceQuota",
  "servicequotas:GetServiceQuota",
  "servicequotas:ListServiceQuotas",
];

/** Reads of the principals and boundaries that a stack refers to. */
export const IDENTITIES = ["iam:GetPolicy", "iam:GetRole", "iam:GetUser"];

/** What a preflight calls in addition to the provider's calls. */
export const preflightActions = [...LISTS, ...IDENTITIES].filter(
  (action) => !actionsOf([action.split(":")[0] ?? ""]).includes(action),
);

/** Allows what a preflight reads, for deploy roles. */
export function allowPreflight(scope: Scope): aws.iam.PolicyStatement[] {
  const { partition, accountId } = scope;
  const identities = ["policy", "role", "user"].map((kind) => `arn:${partition}:iam::${accountId}:${kind}/*`);
  return [
    {
      Sid: "PreflightLists",
      Effect: "Allow",
      Action: LISTS,
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": regionsOf(scope) } },
    },
    { Sid: "PreflightIdentities", Effect: "Allow", Action: IDENTITIES, Resource: identities },
  ];
}
