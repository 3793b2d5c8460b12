import type { Input } from "@pulumi/pulumi";
import { realTime, scaleDuration, type Timing } from "./rules/timing";

/** Receivers of alerts. Without receivers, alerts are visible in Alertmanager and Grafana only. */
export interface Receivers {
  /** SNS topics, to which e-mail addresses, pagers and chats can subscribe. */
  readonly sns?: {
    /** ARN of the topic for alerts. */
    readonly topicArn: Input<string>;
    /** ARN of the topic for heartbeats, which receives only the alert DeadMansSwitch. */
    readonly heartbeatTopicArn: Input<string>;
    /** Region of the topics. */
    readonly region: string;
    /**
     * URL of the SNS API.
     *
     * @default the endpoint of AWS in the region
     */
    readonly endpoint?: string;
  };
  /** Path of a file with the URL of a Slack-compatible webhook. A file, because the URL allows posting. */
  readonly webhookUrlFile?: string;
}

const messageTemplate =
  "{{ range .Alerts }}{{ .Annotations.summary }}\nRunbook: {{ .Annotations.runbook_url }}\nDashboard: {{ .Annotations.dashboard_url }}\n{{ end }}";
const subjectTemplate =
  "{{ .Status | toUpper }}: {{ .CommonLabels.alertname }} ({{ .CommonLabels.severity }})";

/**
 * Creates Alertmanager's configuration. Alerts are grouped by name. Critical alerts are sent immediately and repeated every
 * four hours, warnings once a day. Inhibition rules suppress alerts that are consequences of a more severe one.
 */
export function createAlertmanagerConfig(receivers: Receivers, timing: Timing = realTime) {
  const scale = (duration: string) => scaleDuration(duration, timing);
  return {
    global: { resolve_timeout: scale("5m") },
    route: {
      receiver: "people",
      group_by: ["alertname", "severity"],
      group_wait: scale("1m"),
      group_interval: scale("5m"),
      repeat_interval: scale("1d"),
      routes: [
        {
          receiver: "heartbeat",
          matchers: ['alertname="DeadMansSwitch"'],
          group_wait: scale("10s"),
          group_interval: scale("1m"),
          // The alarm on the topic fires after 15 minutes without a heartbeat (infra/monitoring.ts).
          repeat_interval: scale("5m"),
        },
        {
          receiver: "people",
          matchers: ['severity="critical"'],
          group_wait: scale("10s"),
          repeat_interval: scale("4h"),
        },
      ],
    },
    inhibit_rules: [
      inhibit("GalleryErrorsBurnBudgetFast", "GalleryErrorsBurnBudgetSlowly"),
      inhibit("GallerySlowReadsBurnBudgetFast", "GallerySlowReadsBurnBudgetSlowly"),
      // If a node fails, its pods and its exporter fail too.
      inhibit("NodeNotReady", "TargetDown|PodStuckPending"),
      inhibit("GalleryPartDown", "RolloutStuck|PodStuckPending"),
    ],
    receivers: [createPeopleReceiver(receivers), createHeartbeatReceiver(receivers)],
  };
}

const inhibit = (source: string, targets: string) => ({
  source_matchers: [`alertname="${source}"`],
  target_matchers: [`alertname=~"${targets}"`],
});

function createPeopleReceiver({ sns, webhookUrlFile }: Receivers) {
  return {
    name: "people",
    ...(sns
      ? {
          sns_configs: [
            {
              ...createTopicConfig(sns, sns.topicArn),
              subject: subjectTemplate,
              message: messageTemplate,
              send_resolved: true,
            },
          ],
        }
      : {}),
    ...(webhookUrlFile
      ? {
          slack_configs: [
            {
              api_url_file: webhookUrlFile,
              title: subjectTemplate,
              text: messageTemplate,
              send_resolved: true,
            },
          ],
        }
      : {}),
  };
}

function createHeartbeatReceiver({ sns }: Receivers) {
  if (sns === undefined) return { name: "heartbeat" };
  return {
    name: "heartbeat",
    sns_configs: [
      {
        ...createTopicConfig(sns, sns.heartbeatTopicArn),
        subject: "Alive",
        message: "Alive",
        send_resolved: false,
      },
    ],
  };
}

const createTopicConfig = ({ region, endpoint }: NonNullable<Receivers["sns"]>, topicArn: Input<string>) => ({
  topic_arn: topicArn,
  sigv4: { region },
  ...(endpoint === undefined ? {} : { api_url: endpoint }),
});
