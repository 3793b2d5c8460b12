import type * as aws from "@pulumi/aws";
import { REVIEW, stacksOf } from "../names";
import { actionsOf } from "./calls";
import { allowCopies } from "./copies";
import { denyOtherStacks, limitToStack } from "./own-stack";
import { allowPreflight } from "./preflight";
import { regionsOf, type Scope, scopeOf } from "./scope";

/**
 * Creates the policies of an environment's deploy role: provision its own stack, or the stacks pr-* for REVIEW, and nothing
 * else. Together they would exceed the 6,144 characters of one managed policy.
 */
export function createDeployPolicies(given: Scope, environment: string): DeployPolicies {
  const scope = scopeOf(given, environment);
  const exact = {
    buckets: actionsOf(["s3"]),
    keys: actionsOf(["kms"]).filter((action) => action !== "kms:CreateKey"),
  };
  const copies = allowCopies(scope, stacksOf(environment));
  return {
    provisioning: createPolicy(inRegion(scope, "Provision", actionsOf(["ec2", "eks"]))),
    services: createPolicy(
      inRegion(scope, "Services", actionsOf(SERVICES)),
      ...(environment === REVIEW ? [] : allowPreflight(scope)),
      // The policy `stack` has no room for it.
      denyOtherStacks(scope, stacksOf(environment), ["backup:*", "es:*"]),
    ),
    stack: createPolicy(...limitToStack(scope, environment, exact)),
    ...(copies.length === 0 ? {} : { copies: createPolicy(...copies) }),
  };
}

/** The policies of a deploy role, by purpose. */
interface DeployPolicies {
  /** Network and cluster. */
  readonly provisioning: aws.iam.PolicyDocument;
  /** The other services that are limited to the region, and what a preflight reads. */
  readonly services: aws.iam.PolicyDocument;
  /** What belongs to the stack: state, buckets, keys and roles. It also denies access to other stacks. */
  readonly stack: aws.iam.PolicyDocument;
  /** Copies in a second region. Absent without one, and for REVIEW. */
  readonly copies?: aws.iam.PolicyDocument;
}

const SERVICES = [
  "acm",
  "backup",
  "backup-storage",
  "cloudwatch",
  "codebuild",
  "codeconnections",
  "ecr",
  "es",
  "events",
  "lambda",
  "logs",
  "rds",
  "secretsmanager",
  "sns",
  "sqs",
];

const createPolicy = (...Statement: aws.iam.PolicyStatement[]): aws.iam.PolicyDocument => ({
  Version: "2012-10-17",
  Statement,
});

function inRegion(scope: Scope, Sid: string, Action: string[]): aws.iam.PolicyStatement {
  return {
    Sid,
    Effect: "Allow",
    Action,
    Resource: "*",
    Condition: { StringEquals: { "aws:RequestedRegion": regionsOf(scope) } },
  };
}
