import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link DatabaseAlarms}. Changes are applied in place. */
export interface DatabaseAlarmsArgs {
  /** Identifiers of the instances, beginning with the primary. */
  readonly instances: readonly pulumi.Input<string>[];
  /** Initial storage, in GiB, from which storage autoscales. */
  readonly storageGib: number;
  /** ARN of the SNS topic that receives alarms, recoveries and RDS events. */
  readonly topicArn: pulumi.Input<string>;
  /** Policy of the topic. It must allow RDS to publish before RDS accepts a subscription. */
  readonly topicPolicy: pulumi.Resource;
}

const GiB = 1024 ** 3;

/**
 * Categories of RDS events that are sent to the topic. "failure" contains the events of storage that cannot grow: the maximum
 * is reached (RDS-EVENT-0224), autoscaling fails (0223), an account quota is exceeded (0254). "low storage" is left out, because
 * RDS-EVENT-0089 reports 10 % free, at which autoscaling begins: every growth would send it.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
 */
const eventCategories = ["failure"];

/** Share of the initial storage, below which free storage fires the alarm. Autoscaling begins at 10 % of the present storage. */
const freeShare = 0.05;

/**
 * CloudWatch alarms on RDS metrics that Prometheus does not collect, and what RDS reports itself. They use the same topic as
 * all other alerts. Each alarm has a runbook, docs/runbooks/NAME.md.
 */
export class DatabaseAlarms extends pulumi.ComponentResource {
  constructor(name: string, args: DatabaseAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:DatabaseAlarms", name, {}, opts);
    const { instances, storageGib, topicArn, topicPolicy } = args;
    for (const [index, instance] of instances.entries()) {
      const suffix = index === 0 ? "primary" : `replica-${index}`;
      for (const alarm of databaseAlarms(storageGib)) {
        const { runbook, summary, slug, ...rest } = alarm;
        new aws.cloudwatch.MetricAlarm(
          `${name}-${slug}-${suffix}`,
          {
            ...rest,
            alarmDescription: `${summary} Runbook: docs/runbooks/${runbook}.md`,
            namespace: "AWS/RDS",
            dimensions: { DBInstanceIdentifier: instance },
            treatMissingData: "missing",
            alarmActions: [topicArn],
            okActions: [topicArn],
          },
          { parent: this },
        );
      }
    }
    new aws.rds.EventSubscription(
      name,
      { snsTopic: topicArn, sourceType: "db-instance", sourceIds: [...instances], eventCategories },
      { parent: this, dependsOn: [topicPolicy] },
    );
    this.registerOutputs({});
  }
}

/** Defines the alarms. Metrics: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
export function databaseAlarms(storageGib: number) {
  return [
    {
      runbook: "DatabaseStorageLow",
      slug: "storage",
      summary: "The database's disk is nearly full: RDS does not extend its storage any more.",
      metricName: "FreeStorageSpace",
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      // RDS extends the storage when 10 % of it have been free for 5 minutes. The share is of the initial storage, because no
      // metric has the present one: a volume never has less, so that a volume that RDS can extend does not reach the threshold.
      // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
      threshold: Math.floor(storageGib * freeShare * GiB),
      period: 300,
      evaluationPeriods: 6,
    },
    {
      runbook: "DatabaseCpuSaturated",
      slug: "cpu",
      summary: "The database has used nearly all of its CPU for half an hour.",
      metricName: "CPUUtilization",
      statistic: "Average",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 90,
      period: 300,
      evaluationPeriods: 6,
    },
  ] as const;
}
