/** Permissions for the resources of one environment: the states, buckets, keys, roles and DNS records of its stacks. */
import type * as aws from "@pulumi/aws";
import { dnsSuffixOf } from "../../settings/partition";
import { REVIEW, stacksOf } from "../names";
import { actionsOf } from "./calls";
import { buildArn, getBucketArns, getRoleArns, type Scope } from "./scope";
import { manageState } from "./state";

/** Services that assume the roles of a stack. */
const SERVICES = [
  "backup.amazonaws.com",
  "codebuild.amazonaws.com",
  "ec2.amazonaws.com",
  "eks.amazonaws.com",
  "lambda.amazonaws.com",
  "monitoring.rds.amazonaws.com",
  "pods.eks.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
];

/**
 * Returns the services as AWS names them in a request. In China, EC2 has the suffix of the partition:
 * https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3636
 */
function getServices({ region }: Scope, more: readonly string[]): string[] {
  return [...new Set([...SERVICES, ...more, `ec2.${dnsSuffixOf(region)}`])];
}

/** Actions on the stack's own resources, or patterns of them. */
interface OwnActions {
  /** For the buckets and their objects. */
  readonly buckets: string[];
  /** For the keys. */
  readonly keys: string[];
  /** Services that assume roles of the stack, in addition to those of every stack. Default: none. */
  readonly services?: readonly string[];
}

/** Limits a role to the states, buckets, keys and roles of the environment's stacks. */
export function limitToStack(
  scope: Scope,
  environment: string,
  { buckets, keys, services = [] }: OwnActions,
): aws.iam.PolicyStatement[] {
  const stack = stacksOf(environment);
  return [
    ...manageState(scope, stack),
    allowBuckets(scope, stack, buckets),
    ...(environment === REVIEW ? [] : [allowDnsRecords(scope)]),
    ...allowKeys(scope, stack, keys),
    ...allowRoles(scope, stack, { boundary: getBoundaryArn(scope, environment), services }),
    denyOtherStacks(scope, stack, TAGGED),
  ];
}

/** Returns the ARN of the permissions boundary of an environment's roles. */
function getBoundaryArn({ partition, accountId, project }: Scope, environment: string): string {
  return `arn:${partition}:iam::${accountId}:policy/${project}-boundary-${environment}`;
}

/** Allows access to the buckets of the stack and the objects in them, identified by the names that Pulumi generates. */
function allowBuckets(scope: Scope, stack: string, Action: string[]): aws.iam.PolicyStatement {
  const Resource = getBucketArns(scope, stack).flatMap((bucket) => [bucket, `${bucket}/*`]);
  return { Sid: "Buckets", Effect: "Allow", Action, Resource };
}

/** Allows changing DNS records. Route 53 is global, so the actions cannot be limited to a region. */
function allowDnsRecords({ partition }: Scope): aws.iam.PolicyStatement {
  return {
    Sid: "Records",
    Effect: "Allow",
    Action: actionsOf(["route53"]),
    Resource: [`arn:${partition}:route53:::hostedzone/*`, `arn:${partition}:route53:::change/*`],
  };
}

const LISTS = ["kms:DescribeKey", "kms:ListAliases", "kms:ListResourceTags"];
const ALIASES = ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"];

/** Allows access to the stack's keys, identified by the default tags of its provider. */
function allowKeys(scope: Scope, stack: string, actions: string[]): aws.iam.PolicyStatement[] {
  const own = { "aws:ResourceTag/project": scope.project, "aws:ResourceTag/stack": stack };
  const made = { "aws:RequestTag/project": scope.project, "aws:RequestTag/stack": stack };
  return [
    {
      Sid: "MakeKeys",
      Effect: "Allow",
      Action: ["kms:CreateKey", "kms:TagResource"],
      Resource: "*",
      Condition: { StringLike: made },
    },
    // These do not depend on tags, which KMS applies to permissions late.
    { Sid: "ListKeys", Effect: "Allow", Action: LISTS, Resource: "*" },
    {
      Sid: "OwnKeys",
      Effect: "Allow",
      Action: actions,
      Resource: buildArn(scope, "kms", "key/*"),
      Condition: { StringLike: own },
    },
    {
      Sid: "Aliases",
      Effect: "Allow",
      Action: ALIASES,
      Resource: buildArn(scope, "kms", `alias/${scope.project}-${stack}-*`),
    },
  ];
}

/** Actions that the permissions boundary of the role can limit. */
const BOUNDED = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
];
/** All other actions on roles. Passing a role, and creating a role of a service, have their own statements. */
const UNBOUNDED = actionsOf(["iam"]).filter(
  (action) => ![...BOUNDED, "iam:PassRole", "iam:CreateServiceLinkedRole"].includes(action),
);

/**
 * Allows managing roles under the stack's path, and its node role, with the permissions boundary, and passing them to the stack's services.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
function allowRoles(
  scope: Scope,
  stack: string,
  { boundary, services }: { readonly boundary: string; readonly services: readonly string[] },
): aws.iam.PolicyStatement[] {
  const own = getRoleArns(scope, stack);
  const Condition = { StringEquals: { "iam:PermissionsBoundary": boundary } };
  return [
    {
      Sid: "Bounded",
      Effect: "Allow",
      Action: BOUNDED,
      Resource: own,
      Condition,
    },
    {
      Sid: "OwnRoles",
      Effect: "Allow",
      Action: UNBOUNDED,
      Resource: own,
    },
    {
      Sid: "PassRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: own,
      Condition: { StringEquals: { "iam:PassedToService": getServices(scope, services) } },
    },
    {
      Sid: "Linked",
      Effect: "Allow",
      Action: ["iam:CreateServiceLinkedRole", "iam:GetRole"],
      Resource: `arn:${scope.partition}:iam::${scope.accountId}:role/aws-service-role/*`,
    },
  ];
}

const TAGGED = ["codebuild:*", "ec2:*", "eks:*", "events:*", "rds:*", "logs:*", "secretsmanager:*"];

/** Denies access to resources with the tag of another stack, for actions of services that support authorization by tags. */
export function denyOtherStacks(
  { project }: Scope,
  stack: string,
  Action: string[],
): aws.iam.PolicyStatement {
  return {
    Sid: "Others",
    Effect: "Deny",
    Action,
    Resource: "*",
    Condition: {
      StringEquals: { "aws:ResourceTag/project": project },
      StringNotLike: { "aws:ResourceTag/stack": stack },
    },
  };
}
