import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface DatabaseAlarmsArgs {
  /** Identifiers of the instances; the first is the primary. */
  readonly instances: readonly pulumi.Input<string>[];
  /** Up to where storage grows by itself, in GiB. */
  readonly maxStorageGib: number;
  /** Topic that is told. */
  readonly topicArn: pulumi.Input<string>;
}

const GiB = 1024 ** 3;

/**
 * Alarms on what only RDS itself knows. They are CloudWatch's, because nothing exports these figures to Prometheus;
 * they go the same way as all other alerts, and each has its runbook, docs/runbooks/NAME.md.
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

/** Metrics: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
export function databaseAlarms(maxStorageGib: number) {
  return [
    {
      runbook: "DatabaseStorageLow",
      slug: "storage",
      summary: "The database's disk is nearly full although it grows by itself: its upper bound is reached.",
      metricName: "FreeStorageSpace",
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      // RDS grows the storage at a tenth left. Twice 5 % of the upper bound would be its last step.
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
