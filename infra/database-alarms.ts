import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link DatabaseAlarms}. Changes are applied in place. */
export interface DatabaseAlarmsArgs {
  /** Identifiers of the instances, beginning with the primary. */
  readonly instances: readonly pulumi.Input<string>[];
  /** Maximum size to which storage autoscales, in GiB. */
  readonly maxStorageGib: number;
  /** ARN of the SNS topic that receives alarms and recoveries. */
  readonly topicArn: pulumi.Input<string>;
}

const GiB = 1024 ** 3;

/**
 * CloudWatch alarms on RDS metrics that Prometheus does not collect. They use the same topic as all other alerts, and each
 * has a runbook, docs/runbooks/NAME.md.
 */
export class DatabaseAlarms extends pulumi.ComponentResource {
  constructor(name: string, args: DatabaseAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:DatabaseAlarms", name, {}, opts);
    const { instances, topicArn } = args;
    for (const [index, instance] of instances.entries()) {
      const suffix = index === 0 ? "primary" : `replica-${index}`;
      for (const alarm of databaseAlarms(args.maxStorageGib)) {
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
    this.registerOutputs({});
  }
}

/** Defines the alarms. Metrics: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
export function databaseAlarms(maxStorageGib: number) {
  return [
    {
      runbook: "DatabaseStorageLow",
      slug: "storage",
      summary: "The database's disk is nearly full although it grows by itself: its upper bound is reached.",
      metricName: "FreeStorageSpace",
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      // RDS extends the storage when 10 % is free. Less than 5 % of the maximum means that it cannot extend it further.
      threshold: Math.max(2, Math.floor(maxStorageGib * 0.05)) * GiB,
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
