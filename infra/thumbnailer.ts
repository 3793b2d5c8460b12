import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { spansPrefix } from "./photos";
import { Role } from "./role";
import { denyWithoutTls } from "./tls-only";

/** Arguments of {@link Thumbnailer}. Changes are applied in place unless noted otherwise. */
export interface ThumbnailerArgs {
  /**
   * Image of the Lambda function, in ECR in the same region, for arm64: Lambda accepts no multi-architecture images.
   *
   * @example "111122223333.dkr.ecr.us-east-1.amazonaws.com/groundwork/thumbnailer:1.0.0"
   */
  readonly image: string;
  /** Name of the photo bucket. Changing it replaces the bucket's notification. */
  readonly bucketName: pulumi.Input<string>;
  /** ARN of the photo bucket. Changing it replaces the function's permission. */
  readonly bucketArn: pulumi.Input<string>;
  /** ARN of the key that encrypts the photos and the failed events. */
  readonly keyArn: pulumi.Input<string>;
  /** ARN of the key that encrypts the logs. */
  readonly logKeyArn: pulumi.Input<string>;
  /** Retention of the logs, in days. */
  readonly logRetentionDays: number;
  /**
   * Environment variables of its spans, which it keeps in the bucket until the API sends them.
   *
   * @default none: it records no spans, and the event is its only configuration
   */
  readonly traces?: Readonly<Record<string, string>> | undefined;
  /** Account and region of the function. Changing the region replaces everything. */
  readonly account: Account;
}

/** Key prefixes, as in the application (app/src/storage/keys.ts). */
const originals = "originals/";
const thumbnails = "thumbnails/";

/**
 * A Lambda function that creates a thumbnail for each new photo in the bucket and deletes it with the photo. Events that
 * fail three times are sent to a queue, which keeps them for two weeks.
 */
export class Thumbnailer extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  /** URL of the queue of failed events. */
  readonly failuresUrl: pulumi.Output<string>;

  constructor(name: string, args: ThumbnailerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Thumbnailer", name, {}, opts);
    const failures = this.createFailureQueue(name, args);
    const logGroup = this.createLogGroup(name, args);
    const role = this.createRole(name, args, failures, logGroup);
    const handler = this.createFunction(name, args, role, logGroup);
    this.sendFailuresToQueue(name, handler, failures);
    const permission = this.allowBucketToInvoke(name, args, handler);
    const queuePolicy = this.requireTlsOfQueue(name, failures, permission);
    this.subscribeToBucket(name, args, handler, queuePolicy);
    this.functionName = handler.name;
    this.failuresUrl = failures.url;
    this.registerOutputs({ functionName: this.functionName, failuresUrl: this.failuresUrl });
  }

  /** Events contain names of photos, so the queue is encrypted with the same key. */
  private createFailureQueue(name: string, { keyArn }: ThumbnailerArgs): aws.sqs.Queue {
    return new aws.sqs.Queue(
      `${name}-failures`,
      { messageRetentionSeconds: 14 * 24 * 60 * 60, kmsMasterKeyId: keyArn },
      { parent: this },
    );
  }

  /**
   * Comes after the permission to invoke the function: the provider waits about 25 seconds until SQS returns the new policy, in which
   * S3 sees the permission. docs/decisions/0038-permissions-take-effect-late.md
   */
  private requireTlsOfQueue(
    name: string,
    queue: aws.sqs.Queue,
    permission: aws.lambda.Permission,
  ): aws.sqs.QueuePolicy {
    const policy: aws.iam.PolicyDocument = {
      Version: "2012-10-17",
      Statement: [denyWithoutTls("sqs:*", queue.arn)],
    };
    return new aws.sqs.QueuePolicy(
      `${name}-failures`,
      { queueUrl: queue.url, policy: pulumi.jsonStringify(policy) },
      { parent: this, dependsOn: [permission] },
    );
  }

  private createLogGroup(
    name: string,
    { logRetentionDays, logKeyArn }: ThumbnailerArgs,
  ): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      name,
      { retentionInDays: logRetentionDays, kmsKeyId: logKeyArn },
      { parent: this },
    );
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html, limited to what this function uses. */
  private createRole(
    name: string,
    args: ThumbnailerArgs,
    failures: aws.sqs.Queue,
    logGroup: aws.cloudwatch.LogGroup,
  ): Role {
    const allow = (Resource: pulumi.Input<string>, ...Action: string[]) =>
      ({ Effect: "Allow", Action, Resource }) as const;
    const inBucket = (keys: string) => pulumi.interpolate`${args.bucketArn}/${keys}*`;
    return new Role(
      name,
      {
        description: "Makes thumbnails of the gallery's photos",
        service: "lambda.amazonaws.com",
        account: args.account,
        policy: {
          Version: "2012-10-17",
          Statement: [
            allow(inBucket(originals), "s3:GetObject"),
            allow(inBucket(thumbnails), "s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
            // Without it, S3 returns 403 instead of 404 for a missing object.
            allow(args.bucketArn, "s3:ListBucket"),
            allow(args.keyArn, "kms:Decrypt", "kms:GenerateDataKey"),
            allow(failures.arn, "sqs:SendMessage"),
            allow(pulumi.interpolate`${logGroup.arn}:*`, "logs:CreateLogStream", "logs:PutLogEvents"),
            ...(args.traces === undefined ? [] : [allow(inBucket(spansPrefix), "s3:PutObject")]),
          ],
        },
      },
      { parent: this },
    );
  }

  private createFunction(
    name: string,
    args: ThumbnailerArgs,
    role: Role,
    logGroup: aws.cloudwatch.LogGroup,
  ): aws.lambda.Function {
    return new aws.lambda.Function(
      name,
      {
        packageType: "Image",
        imageUri: args.image,
        architectures: ["arm64"],
        role: role.arn,
        // Fits a decoded photo of 50 megapixels. Lambda also allocates CPU in proportion to memory.
        memorySize: 1024,
        ephemeralStorage: { size: 1024 },
        timeout: 60,
        loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
        ...(args.traces === undefined
          ? {}
          : { environment: { variables: { SPANS_BUCKET: args.bucketName, ...args.traces } } }),
      },
      { parent: this, dependsOn: [role] },
    );
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
  private sendFailuresToQueue(name: string, handler: aws.lambda.Function, failures: aws.sqs.Queue): void {
    new aws.lambda.FunctionEventInvokeConfig(
      name,
      {
        functionName: handler.name,
        maximumRetryAttempts: 2,
        maximumEventAgeInSeconds: 6 * 60 * 60,
        destinationConfig: { onFailure: { destination: failures.arn } },
      },
      { parent: this },
    );
  }

  private allowBucketToInvoke(
    name: string,
    args: ThumbnailerArgs,
    handler: aws.lambda.Function,
  ): aws.lambda.Permission {
    return new aws.lambda.Permission(
      name,
      {
        action: "lambda:InvokeFunction",
        function: handler.name,
        principal: "s3.amazonaws.com",
        sourceArn: args.bucketArn,
        // A bucket that another account later creates under the same name must not invoke the function.
        sourceAccount: args.account.id,
      },
      { parent: this },
    );
  }

  private subscribeToBucket(
    name: string,
    args: ThumbnailerArgs,
    handler: aws.lambda.Function,
    queuePolicy: aws.sqs.QueuePolicy,
  ): void {
    new aws.s3.BucketNotification(
      name,
      {
        bucket: args.bucketName,
        lambdaFunctions: [
          {
            lambdaFunctionArn: handler.arn,
            events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
            filterPrefix: originals,
          },
        ],
      },
      // S3 verifies that it can invoke the function when the notification is created, and sees a new permission some seconds late.
      { parent: this, dependsOn: [queuePolicy] },
    );
  }
}
