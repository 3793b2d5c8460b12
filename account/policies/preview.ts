import type * as aws from "@pulumi/aws";
import { actionsOf, copyingActions } from "./calls";
import { buildArn, buildHost, getBucketArns, getRoleArns, regionsOf, type Scope } from "./scope";
import { readState } from "./state";

/** How many stacks one managed policy can name, with the longest names. */
const STACKS_OF_A_POLICY = 4;

/**
 * Creates the policies of the preview role: what a preview with a refresh reads, and nothing else. These are the calls that the
 * provider makes to read the stacks' resources. They return configuration, but no objects, messages, logs or rows.
 *
 * A preview decrypts the stack's secrets, and the program on a branch could print them. So everyone who can push branches
 * to the repository can read the secrets of all stacks that are previewed there.
 */
export function createPreviewPolicies(scope: Scope, stacks: readonly string[]): PreviewPolicies {
  const groups: Record<string, aws.iam.PolicyDocument> = {};
  for (let at = 0; at < stacks.length; at += STACKS_OF_A_POLICY) {
    const number = at / STACKS_OF_A_POLICY + 1;
    const Statement = readStacks(scope, stacks.slice(at, at + STACKS_OF_A_POLICY));
    groups[number === 1 ? "stacks" : `stacks-${number}`] = { Version: "2012-10-17", Statement };
  }
  return { reading: readServices(scope), groups };
}

interface PreviewPolicies {
  /** What is allowed for all resources. */
  readonly reading: aws.iam.PolicyDocument;
  /** What is limited to single stacks, by purpose. */
  readonly groups: Readonly<Record<string, aws.iam.PolicyDocument>>;
}

const read = (...services: string[]) =>
  actionsOf(services, ["read"]).filter((action) => !SECRETS.includes(action));

function readServices(scope: Scope): aws.iam.PolicyDocument {
  const { partition } = scope;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadServices",
        Effect: "Allow",
        Action: [...read(...LISTED), ...(scope.recoveryRegion === undefined ? [] : copyingActions(["read"]))],
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": regionsOf(scope) } },
      },
      {
        Sid: "ReadRoles",
        Effect: "Allow",
        Action: read("iam"),
        Resource: getRoleArns(scope, "*"),
      },
      {
        Sid: "ReadRecords",
        Effect: "Allow",
        Action: read("route53"),
        Resource: `arn:${partition}:route53:::hostedzone/*`,
      },
    ],
  };
}

function readStacks(scope: Scope, stacks: readonly string[]): aws.iam.PolicyStatement[] {
  const { project } = scope;
  const ownTags = { "aws:ResourceTag/project": project, "aws:ResourceTag/stack": [...stacks] };
  return [
    ...readState(scope, stacks),
    {
      // The environment of another function could contain secrets.
      Sid: "ReadFunctions",
      Effect: "Allow",
      Action: read("lambda"),
      Resource: stacks.flatMap((stack) => buildArn(scope, "lambda", `function:${project}-${stack}-*`)),
    },
    {
      Sid: "ReadBuckets",
      Effect: "Allow",
      Action: read("s3"),
      Resource: stacks.flatMap((stack) => getBucketArns(scope, stack)),
    },
    // A refresh compares the database's secret with the state.
    {
      Sid: "ReadOwnSecrets",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
      Condition: { StringEquals: ownTags },
    },
    {
      Sid: "DecryptOwnSecrets",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { StringEquals: { ...ownTags, "kms:ViaService": buildHost(scope, "secretsmanager") } },
    },
  ];
}

/** Reads of secrets, which are limited to those of the stacks. */
const SECRETS = ["secretsmanager:GetSecretValue", "kms:Decrypt"];

/** Services whose reads are allowed for all resources: most of them support no limit, and none returns data. */
const LISTED = [
  "acm",
  "backup",
  "cloudwatch",
  "codebuild",
  "ec2",
  "eks",
  "es",
  "events",
  "kms",
  "logs",
  "rds",
  "secretsmanager",
  "sns",
  "sqs",
];
