import type * as aws from "@pulumi/aws";
import type { Scope } from "./scope";
import { readState } from "./state";

/**
 * Creates the policy that a preview needs in addition to the AWS managed policy ReadOnlyAccess: access to the states and
 * the secrets in them. It also denies what a preview does not need of ReadOnlyAccess: objects in other buckets, items in
 * tables, messages, parameters and source code.
 *
 * A preview decrypts the stack's secrets, and the program on a branch could print them. So everyone who can push branches
 * to the repository can read the secrets of all stacks that are previewed there.
 */
export function createPreviewPolicy(scope: Scope, stacks: readonly string[]): aws.iam.PolicyDocument {
  const stateObjects = `arn:${scope.partition}:s3:::${scope.stateBucket}/*`;
  return {
    Version: "2012-10-17",
    Statement: [
      ...readState(scope, stacks),
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
