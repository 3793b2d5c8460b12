/** Documented refusals of Lambda functions and what calls them. */
import { type RefusalTable, text } from "./table";

const api = "https://docs.aws.amazon.com/lambda/latest/api";
const guide = "https://docs.aws.amazon.com/lambda/latest/dg";
const archive = {
  name: "orders",
  role: "<lambda-role.arn>",
  s3Bucket: "<bucket.id>",
  s3Key: "orders.zip",
  runtime: "nodejs24.x",
  handler: "index.handler",
};
const functionType = "aws:lambda/function:Function";
const existing = { type: functionType, inputs: { ...archive, name: "jobs", timeout: 60 } };
const layers = (count: number) => ({ layers: Array.from({ length: count }, (_, index) => `arn:aws:lambda:us-east-1:111122223333:layer:one:${index + 1}`) });
const environment = (variables: Record<string, string>) => ({ environment: { variables } });

export const functions: readonly RefusalTable[] = [
  {
    type: functionType,
    source: `${api}/API_CreateFunction.html`,
    valid: archive,
    rows: [
      { kind: "number out of its range", title: "64 MB of memory", refused: { memorySize: 64 }, accepted: { memorySize: 128 }, names: "memorySize" },
      { kind: "number out of its range", title: "no time", refused: { timeout: 0 }, accepted: { timeout: 1 }, names: "timeout" },
      { kind: "number out of its range", title: "511 MB of temporary storage", refused: { ephemeralStorage: { size: 511 } }, accepted: { ephemeralStorage: { size: 512 } }, names: "ephemeralStorage" },
      { kind: "text not allowed", title: "a name of 65 characters", refused: { name: text(65) }, accepted: { name: text(64) }, names: "name" },
      { kind: "text not allowed", title: "a name with a space", refused: { name: "the orders" }, accepted: { name: "the_orders" }, names: "name" },
      { kind: "text not allowed", title: "a description of 257 characters", refused: { description: text(257) }, accepted: { description: text(256) }, names: "description" },
      { kind: "not in the list of values", title: "an unknown runtime", refused: { runtime: "node22" }, accepted: { runtime: "python3.13" }, names: "runtime" },
      { kind: "not in the list of values", title: "an unknown architecture", refused: { architectures: ["x86"] }, accepted: { architectures: ["arm64"] }, names: "architectures" },
      { kind: "not in the list of values", title: "an unknown type of package", refused: { packageType: "Tar" }, accepted: { packageType: "Zip" }, names: "packageType" },
      { kind: "required input missing", title: "an archive without a handler", refused: { handler: undefined }, accepted: {}, names: "handler" },
      { kind: "required input missing", title: "an archive without a runtime", refused: { runtime: undefined }, accepted: {}, names: "runtime" },
      { kind: "required input missing", title: "no code", refused: { s3Bucket: undefined, s3Key: undefined }, accepted: {}, names: "s3Bucket" },
      {
        kind: "inputs contradict each other",
        title: "an image with a runtime",
        refused: { packageType: "Image", imageUri: "<repository.repositoryUrl>:1", s3Bucket: undefined, s3Key: undefined, handler: undefined },
        accepted: { packageType: "Image", imageUri: "<repository.repositoryUrl>:1", s3Bucket: undefined, s3Key: undefined, handler: undefined, runtime: undefined },
        names: "runtime",
      },
      { kind: "text not allowed", title: "a variable that Lambda reserves", refused: environment({ AWS_REGION: "us-east-1" }), accepted: environment({ REGION: "us-east-1" }), names: "AWS_REGION", source: `${guide}/configuration-envvars.html` },
      { kind: "text not allowed", title: "a variable that begins with a digit", refused: environment({ "1ST": "a" }), accepted: environment({ FIRST: "a" }), names: "1ST", source: `${guide}/configuration-envvars.html` },
      { kind: "number out of its range", title: "over 4 KB of variables", refused: environment({ VALUE: text(4100) }), accepted: environment({ VALUE: text(4000) }), names: "environment", source: `${guide}/gettingstarted-limits.html` },
      { kind: "number out of its range", title: "six layers", refused: layers(6), accepted: layers(5), names: "layers", source: `${guide}/gettingstarted-limits.html` },
      { kind: "text not allowed", title: "a role by its name", refused: { role: "lambda-role" }, accepted: {}, names: "role" },
      { kind: "conflict with another resource", title: "a role that Lambda may not assume", refused: { role: "<cluster-role.arn>" }, accepted: {}, names: "role", source: `${guide}/lambda-intro-execution-role.html` },
      { kind: "conflict with another resource", title: "two functions of one name", refused: { name: "jobs" }, accepted: {}, names: "jobs", before: [existing] },
      {
        kind: "text not allowed",
        title: "a file system outside /mnt",
        refused: { fileSystemConfig: { arn: "arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/fsap-0123456789abcdef0", localMountPath: "/data" } },
        accepted: { fileSystemConfig: { arn: "arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/fsap-0123456789abcdef0", localMountPath: "/mnt/data" } },
        names: "localMountPath",
        source: `${api}/API_FileSystemConfig.html`,
      },
    ],
  },
  {
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    source: `${api}/API_CreateEventSourceMapping.html`,
    valid: { functionName: "jobs", eventSourceArn: "<queue.arn>" },
    rows: [
      { kind: "number out of its range", title: "batches of 10,001", refused: { batchSize: 10_001, maximumBatchingWindowInSeconds: 5 }, accepted: { batchSize: 10_000, maximumBatchingWindowInSeconds: 5 }, names: "batchSize", before: [existing] },
      { kind: "number out of its range", title: "301 seconds to fill a batch", refused: { maximumBatchingWindowInSeconds: 301 }, accepted: { maximumBatchingWindowInSeconds: 300 }, names: "maximumBatchingWindowInSeconds", before: [existing] },
      { kind: "inputs contradict each other", title: "batches of 11 from a queue without a window", refused: { batchSize: 11 }, accepted: { batchSize: 11, maximumBatchingWindowInSeconds: 1 }, names: "maximumBatchingWindowInSeconds", before: [existing] },
      {
        kind: "inputs contradict each other",
        title: "batches of 11 from a FIFO queue",
        refused: { eventSourceArn: "<fifo-queue.arn>", functionName: "quick", batchSize: 11 },
        accepted: { eventSourceArn: "<fifo-queue.arn>", functionName: "quick", batchSize: 10 },
        names: "batchSize",
        before: [{ type: functionType, inputs: { ...archive, name: "quick", timeout: 30 } }],
      },
      {
        kind: "conflict with another resource",
        title: "a function that may run longer than a message stays invisible",
        refused: { functionName: "slow" },
        accepted: {},
        names: "eventSourceArn",
        source: `${guide}/services-sqs-configure.html`,
        before: [existing, { type: functionType, inputs: { ...archive, name: "slow", timeout: 61 } }],
      },
      { kind: "number out of its range", title: "one function at a time for a queue", refused: { scalingConfig: { maximumConcurrency: 1 } }, accepted: { scalingConfig: { maximumConcurrency: 2 } }, names: "maximumConcurrency", source: `${api}/API_ScalingConfig.html`, before: [existing] },
      {
        kind: "required input missing",
        title: "a stream without a position to begin at",
        refused: { eventSourceArn: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks" },
        accepted: { eventSourceArn: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks", startingPosition: "LATEST" },
        names: "startingPosition",
        before: [existing],
      },
    ],
  },
  {
    type: "aws:lambda/permission:Permission",
    source: `${api}/API_AddPermission.html`,
    valid: { function: "jobs", action: "lambda:InvokeFunction", principal: "s3.amazonaws.com" },
    rows: [
      { kind: "text not allowed", title: "an action without its service", refused: { action: "invoke" }, accepted: {}, names: "action", before: [existing] },
      { kind: "text not allowed", title: "an id of a statement with a space", refused: { statementId: "from s3" }, accepted: { statementId: "from-s3" }, names: "statementId", before: [existing] },
      { kind: "reference to nothing", title: "a permission of a function that does not exist", refused: { function: "nothing" }, accepted: {}, names: "function", before: [existing] },
    ],
  },
  {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    source: `${api}/API_PutFunctionEventInvokeConfig.html`,
    valid: { functionName: "jobs" },
    rows: [
      { kind: "number out of its range", title: "three retries", refused: { maximumRetryAttempts: 3 }, accepted: { maximumRetryAttempts: 2 }, names: "maximumRetryAttempts", before: [existing] },
      { kind: "number out of its range", title: "events of 59 seconds", refused: { maximumEventAgeInSeconds: 59 }, accepted: { maximumEventAgeInSeconds: 60 }, names: "maximumEventAgeInSeconds", before: [existing] },
    ],
  },
  {
    type: "aws:lambda/alias:Alias",
    source: `${api}/API_CreateAlias.html`,
    valid: { name: "live", functionName: "jobs", functionVersion: "1" },
    rows: [{ kind: "text not allowed", title: "a number as an alias", refused: { name: "1" }, accepted: { name: "v1" }, names: "name", before: [existing] }],
  },
  {
    type: "aws:lambda/functionUrl:FunctionUrl",
    source: `${api}/API_CreateFunctionUrlConfig.html`,
    valid: { functionName: "jobs", authorizationType: "AWS_IAM" },
    rows: [
      { kind: "not in the list of values", title: "a password in front of a function", refused: { authorizationType: "BASIC" }, accepted: { authorizationType: "NONE" }, names: "authorizationType", before: [existing] },
      { kind: "number out of its range", title: "answers that browsers keep over a day", refused: { cors: { maxAge: 86_401 } }, accepted: { cors: { maxAge: 86_400 } }, names: "maxAge", before: [existing] },
    ],
  },
];
