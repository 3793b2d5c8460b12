import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link DeadLettersAlarm}. Changes are applied in place. */
export interface DeadLettersAlarmArgs {
  /** Name of the application, for the description. */
  readonly application: string;
  /** Name of the dead-letter queue. */
  readonly queueName: pulumi.Input<string>;
  /** ARN of the SNS topic that receives the alarm and its recovery. */
  readonly topicArn: pulumi.Input<string>;
}

/** The name of the alarm's runbook. */
export const RUNBOOK = "DeadLettersWaiting";

/**
 * A CloudWatch alarm that fires while a dead-letter queue contains messages. SQS does not count messages that it moves itself as sent,
 * so the alarm is about those that are there.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html
 */
export class DeadLettersAlarm extends pulumi.ComponentResource {
  constructor(name: string, args: DeadLettersAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:DeadLettersAlarm", name, {}, opts);
    const { application, queueName, topicArn } = args;
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        alarmDescription: `${application} could not process a message, which is in its dead-letter queue. Runbook: docs/runbooks/${RUNBOOK}.md`,
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queueName },
        statistic: "Maximum",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        period: 300,
        evaluationPeriods: 1,
        // SQS sends no metrics of a queue that is inactive for hours. Messages may still be in it, so the alarm keeps its state.
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
        treatMissingData: "ignore",
        alarmActions: [topicArn],
        okActions: [topicArn],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
