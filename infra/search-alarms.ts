import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link SearchAlarms}. Changes are applied in place. */
export interface SearchAlarmsArgs {
  readonly domainName: pulumi.Input<string>;
  /** Id of the account of the domain. */
  readonly accountId: pulumi.Input<string>;
  /** Nodes of the domain, and the volume of each in GiB. */
  readonly size: { readonly nodes: number; readonly storageGib: number };
  /** ARN of the SNS topic that receives alarms and recoveries. */
  readonly topicArn: pulumi.Input<string>;
}

/** Share of a node's volume below which free storage fires the alarm. */
const freeShare = 0.25;

/**
 * CloudWatch alarms on the metrics of an OpenSearch domain, with the same topic as all other alerts. Each alarm has a runbook,
 * docs/runbooks/NAME.md.
 */
export class SearchAlarms extends pulumi.ComponentResource {
  constructor(name: string, args: SearchAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:SearchAlarms", name, {}, opts);
    const { domainName, accountId, size, topicArn } = args;
    for (const { runbook, summary, slug, ...alarm } of searchAlarms(size))
      new aws.cloudwatch.MetricAlarm(
        `${name}-${slug}`,
        {
          ...alarm,
          alarmDescription: `${summary} Runbook: docs/runbooks/${runbook}.md`,
          namespace: "AWS/ES",
          dimensions: { DomainName: domainName, ClientId: accountId },
          treatMissingData: "missing",
          alarmActions: [topicArn],
          okActions: [topicArn],
        },
        { parent: this },
      );
    this.registerOutputs({});
  }
}

const atLeastOne = {
  statistic: "Maximum",
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  period: 60,
} as const;

/**
 * Not for a domain with one node, whose status is always yellow: OpenSearch's own indices, such as the history of lifecycles, ask for a copy
 * on a second node.
 */
const withoutCopies = {
  runbook: "OpenSearchYellow",
  slug: "yellow",
  summary: "OpenSearch has been without a copy of an index for half an hour.",
  metricName: "ClusterStatus.yellow",
  ...atLeastOne,
  evaluationPeriods: 30,
} as const;

/**
 * Defines the alarms, with the thresholds that Amazon recommends.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cloudwatch-alarms.html
 */
export function searchAlarms({ nodes, storageGib }: SearchAlarmsArgs["size"]) {
  return [
    {
      runbook: "OpenSearchRed",
      slug: "red",
      summary: "OpenSearch has lost a part of an index: logs or traces cannot be read or stored.",
      metricName: "ClusterStatus.red",
      ...atLeastOne,
      evaluationPeriods: 1,
    },
    ...(nodes > 1 ? [withoutCopies] : []),
    {
      runbook: "OpenSearchStorageLow",
      slug: "storage",
      summary: "A node of OpenSearch has little free storage, and soon takes no logs and traces.",
      metricName: "FreeStorageSpace",
      statistic: "Minimum",
      comparisonOperator: "LessThanOrEqualToThreshold",
      // In MiB: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-cloudwatchmetrics.html
      threshold: Math.floor(storageGib * freeShare * 1024),
      period: 60,
      evaluationPeriods: 5,
    },
    {
      runbook: "OpenSearchWritesBlocked",
      slug: "writes",
      summary: "OpenSearch takes no logs and traces.",
      metricName: "ClusterIndexWritesBlocked",
      ...atLeastOne,
      period: 300,
      evaluationPeriods: 1,
    },
  ] as const;
}
