import type * as aws from "@pulumi/aws";
import type { Scope } from "./scope";
import { readState } from "./state";

/**
 * What a preview needs besides AWS's own ReadOnlyAccess: the states, and the secrets in them. What ReadOnlyAccess
 * gives too much is taken back: objects in other buckets, items in tables, messages, parameters, source code.
 *
 * Who previews a stack decrypts its secrets: a branch's own program could print them. So whoever may push a branch
 * to the repository is trusted with the secrets of every stack that is previewed there.
 */
export function previewPolicy(scope: Scope, stacks: readonly string[]): aws.iam.PolicyDocument {
  const stateObjects = `arn:${scope.partition}:s3:::${scope.stateBucket}/*`;
  return {
    Version: "2012-10-17",
    Statement: [
      ...readState(scope, stacks),
      // A refresh compares the database's secret with what the state says it is.
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
