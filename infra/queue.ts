import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { denyWithoutTls } from "./tls-only";

/** Arguments of {@link Queue}. Changes are applied in place unless noted otherwise. */
export interface QueueArgs {
  /** ARN of the key that encrypts the messages. */
  readonly keyArn: pulumi.Input<string>;
  /**
   * A message that is received this many times without being deleted moves to the dead-letter queue.
   *
   * @default 5
   */
  readonly maxReceives?: number | undefined;
  /**
   * How long a received message is hidden from other receivers, in seconds: longer than its processing takes.
   *
   * @default 60
   */
  readonly visibilityTimeoutSeconds?: number | undefined;
}

/** Both queues keep messages as long as SQS does at most. */
const retentionSeconds = 14 * 24 * 60 * 60;

/** An encrypted SQS queue, which only TLS connections reach, and its dead-letter queue. */
export class Queue extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  /** URL and name of the dead-letter queue. */
  readonly deadLettersUrl: pulumi.Output<string>;
  readonly deadLettersName: pulumi.Output<string>;

  constructor(name: string, args: QueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Queue", name, {}, opts);
    const { keyArn, maxReceives = 5, visibilityTimeoutSeconds = 60 } = args;
    const deadLetters = this.createQueue(`${name}-dead-letters`, { kmsMasterKeyId: keyArn });
    const queue = this.createQueue(name, {
      kmsMasterKeyId: keyArn,
      visibilityTimeoutSeconds,
      redrivePolicy: pulumi.jsonStringify({
        deadLetterTargetArn: deadLetters.arn,
        maxReceiveCount: maxReceives,
      }),
    });
    this.arn = queue.arn;
    this.url = queue.url;
    this.deadLettersUrl = deadLetters.url;
    this.deadLettersName = deadLetters.name;
    const { arn, url, deadLettersUrl, deadLettersName } = this;
    this.registerOutputs({ arn, url, deadLettersUrl, deadLettersName });
  }

  private createQueue(name: string, args: aws.sqs.QueueArgs): aws.sqs.Queue {
    const queue = new aws.sqs.Queue(
      name,
      { ...args, messageRetentionSeconds: retentionSeconds },
      { parent: this },
    );
    const policy: aws.iam.PolicyDocument = {
      Version: "2012-10-17",
      Statement: [denyWithoutTls("sqs:*", queue.arn)],
    };
    new aws.sqs.QueuePolicy(
      name,
      { queueUrl: queue.url, policy: pulumi.jsonStringify(policy) },
      { parent: this },
    );
    return queue;
  }
}
