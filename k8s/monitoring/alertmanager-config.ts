import type { Input } from "@pulumi/pulumi";
import { realTime, type Timing, wait } from "./rules/timing";

/** Where alerts go. Without any, they are only seen in Alertmanager and Grafana. */
export interface Receivers {
  /** Topics that an e-mail address, a pager or a chat can subscribe to. */
  readonly sns?: {
    readonly topicArn: Input<string>;
    /** Gets nothing but the dead man's switch. */
    readonly heartbeatTopicArn: Input<string>;
    readonly region: string;
    /** Default: AWS's own. */
    readonly endpoint?: string;
  };
  /** File with the URL of a Slack-compatible webhook; a file, because who knows the URL can post. */
  readonly webhookUrlFile?: string;
}

const oneSentenceEach =
  "{{ range .Alerts }}{{ .Annotations.summary }}\nRunbook: {{ .Annotations.runbook_url }}\nDashboard: {{ .Annotations.dashboard_url }}\n{{ end }}";
const subject = "{{ .Status | toUpper }}: {{ .CommonLabels.alertname }} ({{ .CommonLabels.severity }})";

/**
 * Alertmanager's configuration: one message for each alert's name, a page at once and again every four hours, a
 * warning at leisure. What follows from something worse stays quiet while that fires.
 */
export function alertmanagerConfig(receivers: Receivers, timing: Timing = realTime) {
  const after = (duration: string) => wait(duration, timing);
  return {
    global: { resolve_timeout: after("5m") },
    route: {
      receiver: "people",
      group_by: ["alertname", "severity"],
      group_wait: after("1m"),
      group_interval: after("5m"),
      repeat_interval: after("1d"),
      routes: [
        {
          receiver: "heartbeat",
          matchers: ['alertname="DeadMansSwitch"'],
          group_wait: after("10s"),
          group_interval: after("1m"),
          // The alarm behind the topic waits for 15 minutes (infra/monitoring.ts).
          repeat_interval: after("5m"),
        },
        {
          receiver: "people",
          matchers: ['severity="critical"'],
          group_wait: after("10s"),
          repeat_interval: after("4h"),
        },
      ],
    },
    inhibit_rules: [
      inhibits("GalleryErrorsBurnBudgetFast", "GalleryErrorsBurnBudgetSlowly"),
      inhibits("GallerySlowReadsBurnBudgetFast", "GallerySlowReadsBurnBudgetSlowly"),
      // A node that is gone takes its pods and its exporter along.
      inhibits("NodeNotReady", "TargetDown|PodStuckPending"),
      inhibits("GalleryPartDown", "RolloutStuck|PodStuckPending"),
    ],
    receivers: [people(receivers), heartbeat(receivers)],
  };
}

const inhibits = (source: string, targets: string) => ({
  source_matchers: [`alertname="${source}"`],
  target_matchers: [`alertname=~"${targets}"`],
});

function people({ sns, webhookUrlFile }: Receivers) {
  return {
    name: "people",
    ...(sns
      ? {
          sns_configs: [
            { ...topic(sns, sns.topicArn), subject, message: oneSentenceEach, send_resolved: true },
          ],
        }
      : {}),
    ...(webhookUrlFile
      ? {
          slack_configs: [
            { api_url_file: webhookUrlFile, title: subject, text: oneSentenceEach, send_resolved: true },
          ],
        }
      : {}),
  };
}

function heartbeat({ sns }: Receivers) {
  if (sns === undefined) return { name: "heartbeat" };
  return {
    name: "heartbeat",
    sns_configs: [
      { ...topic(sns, sns.heartbeatTopicArn), subject: "Alive", message: "Alive", send_resolved: false },
    ],
  };
}

const topic = ({ region, endpoint }: NonNullable<Receivers["sns"]>, topicArn: Input<string>) => ({
  topic_arn: topicArn,
  sigv4: { region },
  ...(endpoint === undefined ? {} : { api_url: endpoint }),
});
