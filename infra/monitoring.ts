import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { EncryptionKey } from "./encryption-key";
import { Role } from "./role";
import { denyWithoutTls } from "./tls-only";

/** Arguments of {@link Alerting}. Changes are applied in place unless noted otherwise. */
export interface AlertingArgs {
  /**
   * E-mail addresses that receive every alert, after they confirm the first message from AWS. Removing an address deletes
   * its subscription.
   *
   * @example ["on-call@example.com"]
   */
  readonly emails: readonly string[];
  /** Name of the cluster that runs Alertmanager and Grafana. Changing it replaces their Pod Identity associations. */
  readonly clusterName: pulumi.Input<string>;
  /**
   * Namespace and service accounts of Alertmanager and Grafana. Changing one replaces its Pod Identity association.
   *
   * @default the cluster has no monitoring: no topic and no alarm for heartbeats, and no roles
   */
  readonly workload?: Workload | undefined;
  /** Waiting period before a deleted key is destroyed, in days, 7 to 30. */
  readonly deletionWindowDays: number;
  /** Account and region of the topics. Changing the region replaces everything. */
  readonly account: Account;
}

interface Workload {
  readonly namespace: string;
  readonly alertmanager: string;
  readonly grafana: string;
}

/** The alarm fires after three periods of 300 seconds without a heartbeat; Alertmanager sends one every five minutes. */
const silence = { period: 300, periods: 3 };

/** AWS services that publish to the topic for alerts. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
const publishers = [
  { sid: "AlarmsOfThisAccount", service: "cloudwatch.amazonaws.com" },
  { sid: "DatabaseEventsOfThisAccount", service: "events.rds.amazonaws.com" },
];

/** A role, and its association with a service account. */
interface Granted {
  readonly role: Role;
  readonly association: pulumi.Resource;
}

type ArgsWithMonitoring = AlertingArgs & { readonly workload: Workload };

/** SNS topics for alerts and heartbeats, and the IAM roles of Alertmanager and Grafana. */
export class Alerting extends pulumi.ComponentResource {
  /** ARN of the topic for alerts from Alertmanager and CloudWatch. */
  readonly alertsArn: pulumi.Output<string>;
  /** Policy that allows CloudWatch and RDS to publish alerts. A subscription to RDS events should list it in `dependsOn`. */
  readonly alertsPolicy: pulumi.Resource;
  /** ARN of the topic for heartbeats (the alert DeadMansSwitch). It has no subscribers; an alarm watches it. Undefined without `workload`. */
  readonly heartbeatArn: pulumi.Output<string> | undefined;
  /** Pod Identity associations of Alertmanager and Grafana. Their workloads should list them in `dependsOn`. */
  readonly access: readonly pulumi.Resource[];
  /** Role of Grafana. Undefined without `workload`. */
  readonly grafanaRole: Role | undefined;

  constructor(name: string, args: AlertingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Alerting", name, {}, opts);
    const key = new EncryptionKey(
      name,
      {
        description: "Alerts on their way",
        account: args.account,
        // Services cannot publish to a topic that is encrypted with the AWS managed key.
        services: publishers.map(({ service }) => service),
        forEventsToTopics: true,
        deletionWindowDays: args.deletionWindowDays,
      },
      { parent: this },
    );
    const [alerts, alertsPolicy] = this.createTopic(name, key, args.account, publishers, [
      allowEventRules(args.account),
    ]);
    this.subscribe(name, alerts, args.emails);
    const { heartbeatArn, access, grafanaRole } = this.createForMonitoring(name, args, alerts, key);
    this.access = access;
    this.grafanaRole = grafanaRole;
    this.alertsArn = alerts.arn;
    this.alertsPolicy = alertsPolicy;
    this.heartbeatArn = heartbeatArn;
    this.registerOutputs({ alertsArn: this.alertsArn, heartbeatArn: this.heartbeatArn });
  }

  /** Creates what the monitoring in the cluster needs. */
  private createForMonitoring(
    name: string,
    { workload, ...args }: AlertingArgs,
    alerts: aws.sns.Topic,
    key: EncryptionKey,
  ): Pick<Alerting, "heartbeatArn" | "access" | "grafanaRole"> {
    if (workload === undefined) return { heartbeatArn: undefined, access: [], grafanaRole: undefined };
    // RDS and EventBridge publish no heartbeats.
    const [heartbeat] = this.createTopic(`${name}-heartbeat`, key, args.account, publishers.slice(0, 1));
    this.createHeartbeatAlarm(name, heartbeat, alerts);
    const grafana = this.grantToGrafana(name, { ...args, workload });
    const access = [
      this.grantToAlertmanager(name, { ...args, workload }, [alerts, heartbeat], key).association,
      grafana.association,
    ];
    return { heartbeatArn: heartbeat.arn, access, grafanaRole: grafana.role };
  }

  private createTopic(
    name: string,
    key: EncryptionKey,
    account: Account,
    services: typeof publishers,
    more: readonly Omit<aws.iam.PolicyStatement, "Resource">[] = [],
  ): [aws.sns.Topic, aws.sns.TopicPolicy] {
    const topic = new aws.sns.Topic(name, { kmsMasterKeyId: key.arn }, { parent: this });
    const policy: aws.iam.PolicyDocument = {
      Version: "2012-10-17",
      Statement: [
        ...services.map(({ sid, service }) => ({
          Sid: sid,
          Effect: "Allow" as const,
          Principal: { Service: service },
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { StringEquals: { "aws:SourceAccount": account.id } },
        })),
        ...more.map((statement) => ({ ...statement, Resource: topic.arn })),
        denyWithoutTls("sns:Publish", topic.arn),
      ],
    };
    const args = { arn: topic.arn, policy: pulumi.jsonStringify(policy) };
    return [topic, new aws.sns.TopicPolicy(name, args, { parent: this })];
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

  /** Runs outside of the cluster, so that it also fires when the whole cluster is down. */
  private createHeartbeatAlarm(name: string, heartbeat: aws.sns.Topic, alerts: aws.sns.Topic): void {
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
        // A topic without messages has no data points. A new alarm begins in INSUFFICIENT_DATA and acts only on a change, so that
        // a first `up` sends nothing: with "breaching", it would send an alarm long before the monitoring is installed.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
        treatMissingData: "missing",
        insufficientDataActions: [alerts.arn],
        alarmActions: [alerts.arn],
        okActions: [alerts.arn],
      },
      { parent: this },
    );
  }

  private grantToAlertmanager(
    name: string,
    args: ArgsWithMonitoring,
    topics: aws.sns.Topic[],
    key: EncryptionKey,
  ): Granted {
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

  /** Allows reading metrics but not logs. https://grafana.com/docs/grafana/latest/datasources/aws-cloudwatch/configure/ */
  private grantToGrafana(name: string, args: ArgsWithMonitoring): Granted {
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
        // These actions do not support resource-level permissions.
        Resource: "*",
      },
    ]);
  }

  private grant(
    name: string,
    description: string,
    serviceAccount: string,
    { account, clusterName, workload }: ArgsWithMonitoring,
    statements: aws.iam.PolicyStatement[],
  ): Granted {
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
    const association = new aws.eks.PodIdentityAssociation(
      name,
      { clusterName, namespace: workload.namespace, serviceAccount, roleArn: role.arn },
      { parent: this, dependsOn: [role] },
    );
    return { role, association };
  }
}

/**
 * Allows the rules of this account to publish. EventBridge sends the ARN of the rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
 */
function allowEventRules({ partition, region, id }: Account): Omit<aws.iam.PolicyStatement, "Resource"> {
  return {
    Sid: "EventRulesOfThisAccount",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sns:Publish",
    Condition: {
      ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:${partition}:events:${region}:${id}:rule/*` },
    },
  };
}
