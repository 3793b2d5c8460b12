/** The monitoring: its objects in the cluster, and the domain of Grafana. */
import * as pulumi from "@pulumi/pulumi";
import { Aliases } from "../infra/aliases";
import { Certificate } from "../infra/certificate";
import type { Cluster } from "../infra/cluster";
import type { Alerting } from "../infra/monitoring";
import type { NetworkOutputs } from "../infra/network";
import { Monitoring } from "../k8s/monitoring/monitoring";
import type { Settings } from "../settings";
import { galleryNamespace } from "./gallery";
import { listMonitored } from "./monitored";
import { computeReleaseTimes } from "./releases";
import type { ApplicationSpec } from "./spec";
import type { Telemetry } from "./telemetry";

/** What the monitoring needs of the stack. */
interface MonitoredParts {
  readonly alerting: Alerting;
  readonly cluster: Cluster;
  readonly network: NetworkOutputs;
  readonly grafana: ReturnType<typeof createGrafanaName>;
  readonly inCluster: pulumi.ComponentResourceOptions;
  readonly specs: readonly ApplicationSpec[];
  readonly telemetry: Telemetry | undefined;
  readonly dnsSuffix: pulumi.Input<string>;
}

/** Creates the monitoring in the cluster. Undefined with `monitoring: off`. */
export function createMonitoring(
  settings: Settings,
  { alerting, cluster, network, grafana, inCluster, specs, telemetry, dnsSuffix }: MonitoredParts,
  dependsOn: pulumi.Resource[],
): Monitoring | undefined {
  if (alerting.heartbeatArn === undefined) return undefined;
  const { guardRails, monitoring: given, gallery, egressBy, region } = settings;
  const { webhookUrl, remoteWrite } = given;
  const monitoring = new Monitoring(
    "monitoring",
    {
      ...given,
      galleryNamespace: gallery.isOn || specs.length > 0 ? galleryNamespace : undefined,
      hasGallery: gallery.isOn,
      applications: listMonitored(specs),
      releases: computeReleaseTimes(settings, specs),
      telemetry: telemetry !== undefined,
      openSearchUrl: telemetry?.openSearchUrl,
      replicas: guardRails === "production" ? 2 : 1,
      topics: { alertsArn: alerting.alertsArn, heartbeatArn: alerting.heartbeatArn },
      webhookUrl: webhookUrl === undefined ? undefined : pulumi.secret(webhookUrl),
      remoteWrite: remoteWrite && {
        ...remoteWrite,
        token: remoteWrite.token === undefined ? undefined : pulumi.secret(remoteWrite.token),
        clusterName: cluster.name,
      },
      webhookHost: webhookUrl === undefined ? undefined : new URL(webhookUrl).hostname,
      egressBy,
      ingress: grafana && {
        ...grafana,
        loadBalancerCidrs: network.publicCidrs,
      },
      region,
      dnsSuffix,
      network: {
        dnsCidr: cluster.dnsCidr,
        apiCidr: cluster.apiCidr,
        nodeCidrs: network.privateCidrs,
      },
    },
    { ...inCluster, dependsOn: [...dependsOn, ...alerting.access] },
  );
  grafana?.pointTo(monitoring.loadBalancer);
  return monitoring;
}

/** Creates the certificate of Grafana's domain; `pointTo` creates its DNS record. Undefined without grafanaHost. */
export function createGrafanaName({ monitoring }: Settings, options: pulumi.ComponentResourceOptions) {
  if (monitoring.grafana === undefined) return undefined;
  const { host, hostedZoneId, allowedCidrs } = monitoring.grafana;
  const { arn } = new Certificate("grafana-certificate", { hosts: [host], hostedZoneId }, options);
  return {
    host,
    allowedCidrs,
    certificateArn: arn,
    pointTo: (loadBalancer: pulumi.Output<string>) =>
      new Aliases("grafana-aliases", { hosts: [host], hostedZoneId, loadBalancer }, options),
  };
}
