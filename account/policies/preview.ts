import type * as aws from "@pulumi/aws";
import type { Scope } from "./scope";
import { readState } from "./state";

/** How many stacks' states one managed policy can name, with the longest names. */
const STACKS_OF_A_POLICY = 6;

/** Creates the policies of the preview role: what it can read, and by purpose the states of the stacks. */
export function createPreviewPolicies(scope: Scope, stacks: readonly string[]) {
  const states: Record<string, aws.iam.PolicyDocument> = {};
  for (let at = 0; at < stacks.length; at += STACKS_OF_A_POLICY) {
    const number = at / STACKS_OF_A_POLICY + 1;
    const Statement = readState(scope, stacks.slice(at, at + STACKS_OF_A_POLICY));
    states[number === 1 ? "states" : `states-${number}`] = { Version: "2012-10-17", Statement };
  }
  return { reading: createPreviewPolicy(scope, stacks), states };
}

/**
 * Creates the policy that a preview needs in addition to the AWS managed policy ReadOnlyAccess: access to
 * the stacks' secrets. It also denies what a preview does not need of ReadOnlyAccess: objects in other buckets, items in
 * tables, messages, parameters and source code.
 *
 * A preview decrypts the stack's secrets, and the program on a branch could print them. So everyone who can push branches
 * to the repository can read the secrets of all stacks that are previewed there.
 */
function createPreviewPolicy(scope: Scope, stacks: readonly string[]): aws.iam.PolicyDocument {
  const stateObjects = `arn:${scope.partition}:s3:::${scope.stateBucket}/*`;
  return {
    Version: "2012-10-17",
    Statement: [
      // A refresh compares the database's secret with the state.
      {
        Sid: "ReadOwnSecrets",
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: "*",
        Condition: {
          StringEquals: { "aws:ResourceTag/project": scope.project, "aws:ResourceTag/stack": [...stacks] },
        },
      },
      {
        Sid: "DecryptOwnSecrets",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: {
          StringEquals: {
            "aws:ResourceTag/project": scope.project,
            "kms:ViaService": `secretsmanager.${scope.region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: "NoDataOfOthers",
        Effect: "Deny",
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        NotResource: stateObjects,
      },
      {
        Sid: "NoData",
        Effect: "Deny",
        Action: [
          "codecommit:GitPull",
          "dynamodb:GetItem",
          "dynamodb:BatchGetItem",
          "dynamodb:Query",
          "dynamodb:Scan",
          "kinesis:GetRecords",
          "lambda:GetFunction",
          "logs:GetLogEvents",
          "logs:FilterLogEvents",
          "logs:StartQuery",
          "sqs:ReceiveMessage",
          "ssm:GetParameter*",
        ],
        Resource: "*",
      },
    ],
  };
}
