import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link CopiesAlarm}. Changes are applied in place. */
export interface CopiesAlarmArgs {
  /** Name of the bucket whose objects are copied. */
  readonly bucketName: pulumi.Input<string>;
  /** Name of the bucket that receives the copies. */
  readonly targetBucketName: pulumi.Input<string>;
  /** Id of the rule of the replication. Its metrics must be enabled. */
  readonly ruleId: string;
  /** ARN of the SNS topic that receives the alarm and its recovery. */
  readonly topicArn: pulumi.Input<string>;
}

/** The name of the alarm's runbook. */
export const RUNBOOK = "PhotoCopiesFailed";

/**
 * A CloudWatch alarm that fires when S3 cannot copy photos to another region: a key, a role or a bucket does not work any more. S3 counts
 * these objects in the region of the source. It does not try again.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
 */
export class CopiesAlarm extends pulumi.ComponentResource {
  constructor(name: string, args: CopiesAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:CopiesAlarm", name, {}, opts);
    const { bucketName, targetBucketName, ruleId, topicArn } = args;
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        alarmDescription: `Photos could not be copied to another region. Runbook: docs/runbooks/${RUNBOOK}.md`,
        namespace: "AWS/S3",
        metricName: "OperationsFailedReplication",
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
        dimensions: { SourceBucket: bucketName, DestinationBucket: targetBucketName, RuleId: ruleId },
        statistic: "Sum",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        period: 300,
        evaluationPeriods: 1,
        // Without uploads, there can be no metric.
        treatMissingData: "notBreaching",
        alarmActions: [topicArn],
        okActions: [topicArn],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
