import type * as aws from "@pulumi/aws";
import { behaves, type Reference } from "../behaviour";
import { arn, empty, tagsAll } from "./common";
import { role } from "./iam";

/** A function by its name; its settings go with it. */
const lambda: Reference = { type: "aws:lambda/function:Function", by: "name" };

export const resources = {
  "aws:lambda/function:Function": behaves<aws.lambda.Function, aws.lambda.FunctionArgs>({
    autoName: { property: "name", maxLength: 64 },
    unique: ["name"],
    replaceOn: ["name", "packageType"],
    id: ({ inputs }) => String(inputs.name),
    references: {
      role,
      "loggingConfig.logGroup": { type: "aws:cloudwatch/logGroup:LogGroup", by: "name" },
    },
    // https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
    refuse: ({ inputs, cloud }) =>
      inputs.imageUri?.includes(`.dkr.ecr.${cloud.account.region}.`)
        ? []
        : [`imageUri ${inputs.imageUri} is not in ECR of ${cloud.account.region}`],
    outputs: {
      arn: arn("lambda", ({ inputs }) => `function:${inputs.name}`),
      invokeArn: arn("apigateway", ({ inputs }) => `lambda:path/functions/${inputs.name}/invocations`),
      lastModified: () => "2026-11-01T00:00:00Z",
      qualifiedArn: arn("lambda", ({ inputs }) => `function:${inputs.name}:$LATEST`),
      qualifiedInvokeArn: arn("apigateway", ({ inputs }) => `lambda:path/functions/${inputs.name}:$LATEST`),
      responseStreamingInvokeArn: arn(
        "apigateway",
        ({ inputs }) => `lambda:path/functions/${inputs.name}/stream`,
      ),
      signingJobArn: empty,
      signingProfileVersionArn: empty,
      sourceCodeSize: () => 0,
      tagsAll,
      version: () => "$LATEST",
    },
    volatile: ["lastModified"],
    seconds: { create: 20, update: 15, delete: 2 },
  }),

  "aws:lambda/permission:Permission": behaves<aws.lambda.Permission, aws.lambda.PermissionArgs>({
    replaceOn: ["action", "function", "principal", "sourceArn", "sourceAccount"],
    references: { function: lambda },
    defaults: { statementId: ({ id }) => id },
    outputs: {},
    seconds: { create: 1, delete: 1 },
  }),

  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": behaves<
    aws.lambda.FunctionEventInvokeConfig,
    aws.lambda.FunctionEventInvokeConfigArgs
  >({
    replaceOn: ["functionName", "qualifier"],
    unique: ["functionName"],
    references: {
      functionName: lambda,
      "destinationConfig.onFailure.destination": { type: "aws:sqs/queue:Queue", by: "arn" },
    },
    outputs: {},
    seconds: { create: 1, delete: 1 },
  }),
};
