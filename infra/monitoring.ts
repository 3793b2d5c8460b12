import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { EncryptionKey } from "./encryption-key";
import { Role } from "./role";
import { tlsOnly } from "./tls-only";

export interface AlertingArgs {
  /** Addresses that get every alert once they have confirmed AWS's first message. Removing one ends its subscription. */
  readonly emails: readonly string[];
  /** Name of the cluster whose Alertmanager and Grafana get their rights. */
  readonly clusterName: pulumi.Input<string>;
  /** Namespace of both, and their service accounts. */
  readonly workload: { readonly namespace: string; readonly alertmanager: string; readonly grafana: string };
  /** Days between the order to delete the key and its end. */
  readonly deletionWindowDays: number;
  readonly account: Account;
}

/** Seconds without a heartbeat after which the alarm goes off; Alertmanager sends one every five minutes. */
const silence = { period: 300, periods: 3 };

/** The way from an alert to a person, and the right to look at AWS's own figures. */
export class Alerting extends pulumi.ComponentResource {
  /** Gets alerts, from Alertmanager and from CloudWatch. */
  readonly alertsArn: pulumi.Output<string>;
  /** Gets the dead man's switch and nothing else; nobody subscribes to it. */
  readonly heartbeatArn: pulumi.Output<string>;
  /** What gives Alertmanager and Grafana their rights when they start: for `dependsOn` of whoever starts them. */
  readonly access: readonly pulumi.Resource[];

  constructor(name: string, args: AlertingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Alerting", name, {}, opts);
    const key = new EncryptionKey(
      name,
      {
        description: "Alerts on their way",
        account: args.account,
        // The AWS managed key for SNS would not let CloudWatch publish.
        // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        services: ["cloudwatch.amazonaws.com"],
        deletionWindowDays: args.deletionWindowDays,
      },
      { parent: this },
    );
    const alerts = this.createTopic(name, key, args.account);
    const heartbeat = this.createTopic(`${name}-heartbeat`, key, args.account);
    this.subscribe(name, alerts, args.emails);
    this.watchHeartbeat(name, heartbeat, alerts);
    this.access = [
      this.grantToAlertmanager(name, args, [alerts, heartbeat], key),
      this.grantToGrafana(name, args),
    ];
    this.alertsArn = alerts.arn;
    this.heartbeatArn = heartbeat.arn;
    this.registerOutputs({ alertsArn: this.alertsArn, heartbeatArn: this.heartbeatArn });
  }

  private createTopic(name: string, key: EncryptionKey, account: Account): aws.sns.Topic {
    const topic = new aws.sns.Topic(name, { kmsMasterKeyId: key.arn }, { parent: this });
    const policy: aws.iam.PolicyDocument = {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AlarmsOfThisAccount",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { StringEquals: { "aws:SourceAccount": account.id } },
        },
        tlsOnly("sns:Publish", topic.arn),
      ],
    };
    new aws.sns.TopicPolicy(name, { arn: topic.arn, policy: pulumi.jsonStringify(policy) }, { parent: this });
    return topic;
  }

  private subscribe(name: string, topic: aws.sns.Topic, emails: readonly string[]): void {
    for (const endpoint of emails) {
      new aws.sns.TopicSubscription(
        `${name}-${endpoint}`,
        { topic: topic.arn, protocol: "email", endpoint },
        { parent: this },
      );
    }
  }

  /** Outside of the cluster, so that it notices when the cluster cannot say anything any more. */
  private watchHeartbeat(name: string, heartbeat: aws.sns.Topic, alerts: aws.sns.Topic): void {
    new aws.cloudwatch.MetricAlarm(
      `${name}-silence`,
      {
        alarmDescription:
          "No heartbeat from Alertmanager: no alert of the cluster would arrive. Runbook: docs/runbooks/DeadMansSwitch.md",
        namespace: "AWS/SNS",
        metricName: "NumberOfMessagesPublished",
        dimensions: { TopicName: heartbeat.name },
        statistic: "Sum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        period: silence.period,
        evaluationPeriods: silence.periods,
        // A topic that gets nothing has no figures at all.
        treatMissingData: "breaching",
        alarmActions: [alerts.arn],
        okActions: [alerts.arn],
      },
      { parent: this },
    );
  }

  private grantToAlertmanager(
    name: string,
    args: AlertingArgs,
    topics: aws.sns.Topic[],
    key: EncryptionKey,
  ): pulumi.Resource {
    return this.grant(
      `${name}-alertmanager`,
      "Alertmanager: its two topics",
      args.workload.alertmanager,
      args,
      [
        { Effect: "Allow", Action: ["sns:Publish"], Resource: topics.map(({ arn }) => arn) },
        { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: key.arn },
      ],
    );
  }

  /** Reads figures, no logs. https://grafana.com/docs/grafana/latest/datasources/aws-cloudwatch/configure/ */
  private grantToGrafana(name: string, args: AlertingArgs): pulumi.Resource {
    return this.grant(`${name}-grafana`, "Grafana: reads CloudWatch's figures", args.workload.grafana, args, [
      {
        Effect: "Allow",
        Action: [
          "cloudwatch:DescribeAlarms",
          "cloudwatch:DescribeAlarmsForMetric",
          "cloudwatch:DescribeAlarmHistory",
          "cloudwatch:ListMetrics",
          "cloudwatch:GetMetricData",
          "ec2:DescribeRegions",
        ],
        // None of them can be limited to resources.
        Resource: "*",
      },
    ]);
  }

  private grant(
    name: string,
    description: string,
    serviceAccount: string,
    { account, clusterName, workload }: AlertingArgs,
    statements: aws.iam.PolicyStatement[],
  ): pulumi.Resource {
    const role = new Role(
      name,
      {
        description,
        service: "pods.eks.amazonaws.com",
        tagSession: true,
        assumeConditions: { StringEquals: { "aws:SourceAccount": account.id } },
        account,
        policy: { Version: "2012-10-17", Statement: statements },
      },
      { parent: this },
    );
    return new aws.eks.PodIdentityAssociation(
      name,
      { clusterName, namespace: workload.namespace, serviceAccount, roleArn: role.arn },
      { parent: this, dependsOn: [role] },
    );
  }
}
