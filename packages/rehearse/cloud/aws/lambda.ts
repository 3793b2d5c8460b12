import type * as aws from "@pulumi/aws";
import { usage } from "../../cost/usage";
import { used } from "../billing";
import { defineType, type Reference } from "../resource-type";
import { arn, empty, tagsAll } from "./common";
import { role, rolePermissions } from "./iam";

/** A function by its name. Its settings are deleted with it. */
const lambda: Reference = { type: "aws:lambda/function:Function", by: "name" };

export const resources = {
  "aws:lambda/function:Function": defineType<aws.lambda.Function, aws.lambda.FunctionArgs>({
    autoName: { property: "name", maxLength: 64 },
    unique: ["name"],
    replaceOn: ["name", "packageType", "tenancyConfig"],
    // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lambda/function.go, customdiff of durable_config
    replaceWhen: { durableConfig: (earlier, later) => (earlier === undefined) !== (later === undefined) },
    importId: ({ name }) => name,
    references: {
      role,
      "loggingConfig.logGroup": { type: "aws:cloudwatch/logGroup:LogGroup", by: "name" },
    },
    // https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
    refuse: ({ inputs: { imageUri, packageType }, cloud }) => [
      ...(imageUri === undefined || imageUri.includes(`.dkr.ecr.${cloud.account.region}.`)
        ? []
        : [`imageUri ${imageUri} is not in ECR of ${cloud.account.region}`]),
      ...(packageType === "Image" && imageUri === undefined ? ["packageType Image needs imageUri"] : []),
    ],
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
    // Two seconds for each photo.
    price: ({ inputs }) => [
      used("Lambda on arm64", (usage.photosUploaded * 2 * Number(inputs.memorySize ?? 128)) / 1024),
    ],
    after: [
      {
        first: rolePermissions,
        because: "the first events fail if the function's role has no permissions yet",
        source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
      },
    ],
  }),

  "aws:lambda/permission:Permission": defineType<aws.lambda.Permission, aws.lambda.PermissionArgs>({
    replaceOn: [
      "action",
      "eventSourceToken",
      "function",
      "functionUrlAuthType",
      "invokedViaFunctionUrl",
      "principal",
      "principalOrgId",
      "sourceAccount",
      "sourceArn",
    ],
    references: { function: lambda },
    defaults: { statementId: ({ id }) => id },
    outputs: {},
    seconds: { create: 1, delete: 1 },
    price: { partOf: lambda.type },
  }),

  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": defineType<
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
    price: { partOf: lambda.type },
  }),
};
