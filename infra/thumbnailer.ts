import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { Role } from "./role";
import { tlsOnly } from "./tls-only";

/** The shape of the thumbnailer. Everything changes in place. */
export interface ThumbnailerArgs {
  /** Image of the Lambda target, in ECR of the same region, for arm64: Lambda takes no multi-architecture image. */
  readonly image: string;
  /** Name and ARN of the photo bucket. */
  readonly bucketName: pulumi.Input<string>;
  readonly bucketArn: pulumi.Input<string>;
  /** ARN of the key that encrypts the photos, and the events that failed. */
  readonly keyArn: pulumi.Input<string>;
  /** ARN of the key that encrypts the logs. */
  readonly logKeyArn: pulumi.Input<string>;
  /** How long its logs are kept, in days. */
  readonly logRetentionDays: number;
  readonly account: Account;
}

/** Keys of the application (app/src/storage/keys.ts). */
const originals = "originals/";
const thumbnails = "thumbnails/";

/**
 * Makes a thumbnail of each photo that arrives in the bucket and removes it with the photo. An event that fails three
 * times goes to a queue, where it waits two weeks for someone to look at it.
 */
export class Thumbnailer extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  /** URL of the queue of events that failed. */
  readonly failuresUrl: pulumi.Output<string>;

  constructor(name: string, args: ThumbnailerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Thumbnailer", name, {}, opts);
    const failures = this.createFailureQueue(name, args);
    const logGroup = this.createLogGroup(name, args);
    const role = this.createRole(name, args, failures, logGroup);
    const handler = this.createFunction(name, args, role, logGroup);
    this.keepFailures(name, handler, failures);
    this.startOnPhotos(name, args, handler);
    this.functionName = handler.name;
    this.failuresUrl = failures.url;
    this.registerOutputs({ functionName: this.functionName, failuresUrl: this.failuresUrl });
  }

  /** Events name photos, so the queue is as well locked as they are. */
  private createFailureQueue(name: string, { keyArn }: ThumbnailerArgs): aws.sqs.Queue {
    const queue = new aws.sqs.Queue(
      `${name}-failures`,
      { messageRetentionSeconds: 14 * 24 * 60 * 60, kmsMasterKeyId: keyArn },
      { parent: this },
    );
    const policy: aws.iam.PolicyDocument = {
      Version: "2012-10-17",
      Statement: [tlsOnly("sqs:*", queue.arn)],
    };
    new aws.sqs.QueuePolicy(
      `${name}-failures`,
      { queueUrl: queue.url, policy: pulumi.jsonStringify(policy) },
      { parent: this },
    );
    return queue;
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

  /** https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html, but only what this one does. */
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
            // Without it, S3 answers 403 for an object that is not there.
            allow(args.bucketArn, "s3:ListBucket"),
            allow(args.keyArn, "kms:Decrypt", "kms:GenerateDataKey"),
            allow(failures.arn, "sqs:SendMessage"),
            allow(pulumi.interpolate`${logGroup.arn}:*`, "logs:CreateLogStream", "logs:PutLogEvents"),
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
        // A photo of 50 megapixels, decoded, and a CPU to match: Lambda gives CPU by memory.
        memorySize: 1024,
        ephemeralStorage: { size: 1024 },
        timeout: 60,
        loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
      },
      { parent: this, dependsOn: [role] },
    );
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
  private keepFailures(name: string, handler: aws.lambda.Function, failures: aws.sqs.Queue): void {
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

  private startOnPhotos(name: string, args: ThumbnailerArgs, handler: aws.lambda.Function): void {
    const permission = new aws.lambda.Permission(
      name,
      {
        action: "lambda:InvokeFunction",
        function: handler.name,
        principal: "s3.amazonaws.com",
        sourceArn: args.bucketArn,
        // A bucket of the same name that somebody else makes later must not start it.
        sourceAccount: args.account.id,
      },
      { parent: this },
    );
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
      // S3 tries the function before it takes the setting.
      { parent: this, dependsOn: [permission] },
    );
  }
}
