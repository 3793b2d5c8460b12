import { buildChartValues } from "../../../../k8s/monitoring/values";
import { getWebhookUrlFile } from "../../../../k8s/monitoring/values/alertmanager";
import { links, options } from "../../monitoring/prometheus/options";

/** Values with every optional part. */
export const values = buildChartValues({
  ...options,
  galleryNamespace: "gallery",
  applications: [],
  releases: undefined,
  telemetry: false,
  links,
  replicas: 2,
  retentionDays: 35,
  storageGib: 20,
  memoryMib: 2048,
  receivers: {
    sns: {
      topicArn: "arn:aws:sns:us-east-1:111122223333:alerts",
      heartbeatTopicArn: "arn:aws:sns:us-east-1:111122223333:heartbeat",
      region: "us-east-1",
    },
    webhookUrlFile: getWebhookUrlFile("alert-webhook"),
  },
  webhookSecret: "alert-webhook",
  remoteWrite: {
    url: "https://metrics.example.com/api/v1/push",
    clusterName: "groundwork-dev",
    secret: "remote-write",
  },
  grafanaSecret: "grafana-admin",
  grafanaHost: "grafana.example.com",
  region: "us-east-1",
});
