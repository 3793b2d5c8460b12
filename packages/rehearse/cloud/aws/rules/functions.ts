/** Rules of Lambda functions and what calls them. */
import type { CloudResource } from "../../cloud";
import type { Rule } from "../../package";
import type { Properties, Subject } from "../../resource-type";
import { trustedServices } from "./identities";
import { docs, isGiven, objectAt, problemsOf, textsAt, wrong } from "./messages";

const api = `${docs}/lambda/latest/api`;
const guide = `${docs}/lambda/latest/dg`;
const functionType = "aws:lambda/function:Function";
const queueType = "aws:sqs/queue:Queue";

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const reserved = new Set(
  `_HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME
   AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE AWS_LAMBDA_LOG_GROUP_NAME
   AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
   AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR`.split(/\s+/),
);

function environmentProblems(inputs: Properties): string[] {
  const variables = objectAt(objectAt(inputs.environment).variables);
  const source = `${guide}/configuration-envvars.html`;
  const size = Object.entries(variables).reduce(
    (sum, [key, value]) => sum + key.length + String(value).length,
    0,
  );
  return [
    ...Object.keys(variables).flatMap((name) =>
      problemsOf(
        reserved.has(name) &&
          wrong(`environment.variables.${name}`, variables[name], "Lambda reserves this name", source),
        !/^[a-zA-Z]\w+$/.test(name) &&
          !reserved.has(name) &&
          wrong(
            `environment.variables.${name}`,
            name,
            "two or more letters, digits and _ that begin with a letter are allowed",
            source,
          ),
      ),
    ),
    ...problemsOf(
      size > 4096 &&
        wrong(
          "environment",
          `${size} bytes`,
          "at most 4 KB are allowed",
          `${guide}/gettingstarted-limits.html`,
        ),
    ),
  ];
}

function packageProblems(inputs: Properties): string[] {
  const { packageType = "Zip", runtime, handler, imageUri, code, filename, s3Bucket, layers } = inputs;
  const source = `${api}/API_CreateFunction.html`;
  const isImage = packageType === "Image";
  const hasCode = [code, filename, s3Bucket, imageUri].some(isGiven);
  return problemsOf(
    !hasCode && wrong("s3Bucket", undefined, "code, s3Bucket with s3Key, or imageUri is needed", source),
    !isImage && !isGiven(handler) && wrong("handler", handler, "an archive needs it", source),
    !isImage && !isGiven(runtime) && wrong("runtime", runtime, "an archive needs it", source),
    !isImage && isGiven(imageUri) && wrong("imageUri", imageUri, 'packageType "Image" has it', source),
    isImage && isGiven(runtime) && wrong("runtime", runtime, "an image has none", source),
    isImage &&
      isGiven(handler) &&
      wrong("handler", handler, "an image has none: imageConfig.commands", source),
    textsAt(layers).length > 5 &&
      wrong("layers", textsAt(layers).length, "at most 5 are allowed", `${guide}/gettingstarted-limits.html`),
  );
}

const lambda: Rule = ({ inputs, cloud }) => {
  const role =
    typeof inputs.role === "string" ? cloud.find("aws:iam/role:Role", inputs.role, "arn") : undefined;
  const trusted = role && trustedServices(role.inputs.assumeRolePolicy);
  const { subnetIds, securityGroupIds } = objectAt(inputs.vpcConfig);
  return [
    ...packageProblems(inputs),
    ...environmentProblems(inputs),
    ...problemsOf(
      // A trust policy without statements stands for one that a test does not care about.
      trusted !== undefined &&
        !trusted.some((service) => service === "*" || /^lambda\.amazonaws\.com/.test(service)) &&
        wrong(
          "role",
          inputs.role,
          `lambda.amazonaws.com must be allowed to assume it; it trusts ${trusted.join(", ") || "no service"}`,
          `${guide}/lambda-intro-execution-role.html`,
        ),
      textsAt(subnetIds).length > 0 !== textsAt(securityGroupIds).length > 0 &&
        wrong(
          "vpcConfig",
          inputs.vpcConfig,
          "subnetIds and securityGroupIds together, or neither",
          `${api}/API_VpcConfig.html`,
        ),
    ),
  ];
};

const functionOf = ({ cloud }: Subject<Properties>, name: unknown): CloudResource | undefined =>
  cloud.list(functionType).find(({ outputs }) => outputs.name === name || outputs.arn === name);

const eventSource: Rule = (subject) => {
  const { inputs, cloud } = subject;
  const { eventSourceArn, batchSize, maximumBatchingWindowInSeconds: window = 0, startingPosition } = inputs;
  const source = `${api}/API_CreateEventSourceMapping.html`;
  const [, , service] = String(eventSourceArn).split(":");
  const isQueue = service === "sqs";
  const isFifo = isQueue && String(eventSourceArn).endsWith(".fifo");
  const queue = isQueue ? cloud.find(queueType, String(eventSourceArn), "arn")?.outputs : undefined;
  const timeout = Number(functionOf(subject, inputs.functionName)?.outputs.timeout ?? 3);
  const invisible = Number(queue?.visibilityTimeoutSeconds ?? 30);
  return problemsOf(
    isFifo &&
      Number(batchSize) > 10 &&
      wrong("batchSize", batchSize, "at most 10 are allowed for a FIFO queue", source),
    isFifo &&
      Number(window) > 0 &&
      wrong("maximumBatchingWindowInSeconds", window, "a FIFO queue has no batching window", source),
    isQueue &&
      !isFifo &&
      Number(batchSize) > 10 &&
      Number(window) < 1 &&
      wrong(
        "maximumBatchingWindowInSeconds",
        window,
        `at least 1 is needed for batches of ${batchSize}`,
        source,
      ),
    (service === "kinesis" || service === "dynamodb") &&
      !isGiven(startingPosition) &&
      wrong("startingPosition", startingPosition, "a stream needs it: LATEST or TRIM_HORIZON", source),
    isQueue &&
      isGiven(startingPosition) &&
      wrong("startingPosition", startingPosition, "a queue has none", source),
    queue !== undefined &&
      invisible < timeout &&
      wrong(
        "eventSourceArn",
        eventSourceArn,
        `its visibility timeout of ${invisible} s must not be below the function's timeout of ${timeout} s`,
        `${guide}/services-sqs-configure.html`,
      ),
  );
};

export const rules: Readonly<Record<string, Rule>> = {
  [functionType]: lambda,
  "aws:lambda/eventSourceMapping:EventSourceMapping": eventSource,
};
