import type * as aws from "@pulumi/aws";
import { usage } from "../../cost/usage";
import { used } from "../billing";
import { defineType, type Plain, type Reference, type Subject } from "../resource-type";
import { arn, dnsSuffix, empty, ownId, partition, tagsAll } from "./common";
import { role, rolePermissions } from "./iam";
import { fine, judgeRuntime } from "./offers/judge";

/** A function by its name. Its settings are deleted with it. */
const lambda: Reference = { type: "aws:lambda/function:Function", by: "name" };

/** The ARN by which API Gateway calls a function. It has no account. */
function invocation(api: string, qualifier: string, operation: string) {
  return ({ inputs, cloud }: Subject<Plain<aws.lambda.FunctionArgs>>): string => {
    const { region, id } = cloud.account;
    const start = (service: string) => `arn:${partition(cloud)}:${service}:${region}`;
    const called = `${start("lambda")}:${id}:function:${inputs.name}${qualifier}`;
    return `${start("apigateway")}:lambda:path/${api}/functions/${called}/${operation}`;
  };
}

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
    refuse: ({ id, inputs: { imageUri, packageType, runtime }, cloud }) => [
      ...(runtime === undefined || cloud.find(lambda.type, id)?.outputs.runtime === runtime
        ? []
        : judgeRuntime(runtime, cloud.today).problems),
      ...(imageUri === undefined || imageUri.includes(`.dkr.ecr.${cloud.account.region}.${dnsSuffix(cloud)}/`)
        ? []
        : [`imageUri ${imageUri} is not in ECR of ${cloud.account.region}`]),
      ...(packageType === "Image" && imageUri === undefined ? ["packageType Image needs imageUri"] : []),
    ],
    warn: ({ inputs: { runtime }, cloud }) =>
      (runtime === undefined ? fine : judgeRuntime(runtime, cloud.today)).warnings,
    outputs: {
      arn: arn("lambda", ({ inputs }) => `function:${inputs.name}`),
      // https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
      invokeArn: invocation("2015-03-31", "", "invocations"),
      lastModified: () => "2026-11-01T00:00:00Z",
      qualifiedArn: arn("lambda", ({ inputs }) => `function:${inputs.name}:$LATEST`),
      qualifiedInvokeArn: invocation("2015-03-31", ":$LATEST", "invocations"),
      responseStreamingInvokeArn: invocation("2021-11-15", "", "response-streaming-invocations"),
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
    // The statement's id, which the provider generates. Two functions can have the same one; ids here are unique for the type.
    id: ({ hex, inputs: { statementId }, cloud }) =>
      statementId !== undefined && !cloud.find("aws:lambda/permission:Permission", statementId)
        ? statementId
        : `terraform-20261101000000${hex(12)}`,
    defaults: { statementId: ownId },
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
    id: ({ inputs: { functionName, qualifier } }) =>
      qualifier === undefined ? functionName : `${functionName}:${qualifier}`,
    references: {
      functionName: lambda,
      "destinationConfig.onFailure.destination": { type: "aws:sqs/queue:Queue", by: "arn" },
    },
    outputs: {},
    seconds: { create: 1, delete: 1 },
    price: { partOf: lambda.type },
  }),
};
