import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type EgressBy, endpointOf } from "../egress-by-name";
import { buildDashboardFiles } from "./dashboards";
import { GrafanaIngress, type GrafanaIngressArgs } from "./grafana-ingress";
import { type MonitoringNetwork, MonitoringPolicies } from "./network-policies";
import { getRemoteWriteTarget, type RemoteWriteArgs, TOKEN_KEY } from "./remote-write";
import type { MonitoredApplication, Objectives, ReleaseTimes } from "./rules/rule";
import { buildChartValues, nodeExporterNamespace } from "./values";
import { getWebhookUrlFile } from "./values/alertmanager";
import { namespace, runsGallery } from "./values/common";
import { pluginHosts } from "./values/data-sources";
import { administrator } from "./values/grafana";

/** Arguments of {@link Monitoring}. Changes are applied in place. */
export interface MonitoringArgs {
  /**
   * Namespace of the gallery and of the other applications, whose pods Prometheus scrapes.
   *
   * @default the stack has no applications
   */
  readonly galleryNamespace?: string | undefined;
  /**
   * Whether the gallery runs in that namespace. Without it, there are no rules and dashboards of it.
   *
   * @default whether there is a namespace
   */
  readonly hasGallery?: boolean | undefined;
  /** The other applications in that namespace that Prometheus scrapes. */
  readonly applications: readonly MonitoredApplication[];
  /**
   * Durations of the releases that the controller performs, which asks Prometheus.
   *
   * @default rolling updates only
   */
  readonly releases?: ReleaseTimes | undefined;
  /** Whether the Collector of logs and traces runs, whose parts Prometheus scrapes. */
  readonly telemetry: boolean;
  /**
   * Base URL of the OpenSearch domain with logs, beside which Jaeger runs. Grafana reads both.
   *
   * @default there is none
   */
  readonly openSearchUrl?: pulumi.Input<string> | undefined;
  /** Service level objectives of the gallery. */
  readonly objectives: Objectives;
  /**
   * URL of the folder with the runbooks, to which alerts link, without a trailing slash.
   *
   * @example "https://github.com/your-organization/groundwork/blob/main/docs/runbooks"
   */
  readonly runbooksUrl: string;
  /** Number of Prometheus and of Alertmanager pods. If more than one, they are spread over zones. */
  readonly replicas: number;
  /** Retention of metrics, in days. */
  readonly retentionDays: number;
  /** Volume size of each Prometheus, in GiB. It can be increased but not decreased. */
  readonly storageGib: number;
  /** Memory request and limit of each Prometheus, in MiB. */
  readonly memoryMib: number;
  /** ARNs of the topics for alerts and for heartbeats. */
  readonly topics: { readonly alertsArn: pulumi.Input<string>; readonly heartbeatArn: pulumi.Input<string> };
  /**
   * URL of a Slack-compatible webhook, which also receives alerts. A secret.
   *
   * @default no webhook
   */
  readonly webhookUrl?: pulumi.Input<string> | undefined;
  /**
   * Host name in `webhookUrl`. Not a secret.
   *
   * @default no webhook
   */
  readonly webhookHost?: string | undefined;
  /**
   * A server that receives all samples as well.
   *
   * @default no remote write
   */
  readonly remoteWrite?: RemoteWriteArgs | undefined;
  /**
   * Public access to Grafana.
   *
   * @default Grafana is reachable by port-forward only
   */
  readonly ingress?: GrafanaIngressArgs | undefined;
  /** AWS region of the topics and of CloudWatch. */
  readonly region: string;
  /** How the host names of AWS end in the region. */
  readonly dnsSuffix: pulumi.Input<string>;
  /** Addresses that NetworkPolicies allow. */
  readonly network: MonitoringNetwork;
  /** How policies describe the endpoints of AWS and of the webhook. Changes are applied in place. */
  readonly egressBy: EgressBy;
}

/** Version of the chart kube-prometheus-stack. Before an upgrade, read its upgrade notes: they may require new CRDs. */
export const chart = {
  name: "kube-prometheus-stack",
  version: "88.5.3",
  repository: "https://prometheus-community.github.io/helm-charts",
} as const;
const webhookSecret = "alert-webhook";
const remoteWriteSecret = "remote-write";

/** Prometheus, Alertmanager and Grafana with the rules and dashboards of this platform. */
export class Monitoring extends pulumi.ComponentResource {
  /** Password of Grafana's user `administrator`. Always a Pulumi secret. */
  readonly grafanaPassword: pulumi.Output<string>;
  /** DNS name of Grafana's load balancer; empty without `ingress`. */
  readonly loadBalancer: pulumi.Output<string>;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Monitoring", name, {}, opts);
    const mainNamespace = this.createNamespace(name, namespace, "restricted");
    const nodesNamespace = this.createNamespace(`${name}-nodes`, nodeExporterNamespace, "privileged");
    const policies = this.createNetworkPolicies(name, args, mainNamespace);
    this.grafanaPassword = this.createPassword(name);
    const secrets = [
      this.createAdministrator(name, mainNamespace),
      ...this.createWebhook(name, args, mainNamespace),
      ...this.createRemoteWriteToken(name, args, mainNamespace),
    ];
    this.createDashboards(name, args, mainNamespace);
    const release = this.installChart(name, args, [nodesNamespace, policies, ...secrets]);
    this.loadBalancer = args.ingress
      ? this.createGrafanaIngress(name, args.ingress, release)
      : pulumi.output("");
    this.registerOutputs({ grafanaPassword: this.grafanaPassword, loadBalancer: this.loadBalancer });
  }

  private createNamespace(name: string, namespace: string, level: string): k8s.core.v1.Namespace {
    const labels = {
      "pod-security.kubernetes.io/enforce": level,
      "pod-security.kubernetes.io/warn": level,
    };
    return new k8s.core.v1.Namespace(name, { metadata: { name: namespace, labels } }, { parent: this });
  }

  private createNetworkPolicies(
    name: string,
    {
      galleryNamespace,
      network,
      egressBy,
      region,
      dnsSuffix,
      webhookHost,
      remoteWrite,
      releases,
      telemetry,
      openSearchUrl,
    }: MonitoringArgs,
    { metadata }: k8s.core.v1.Namespace,
  ): MonitoringPolicies {
    const endpoints = { region, dnsSuffix };
    const hosts = {
      alertmanager: [endpointOf("sns", endpoints), ...(webhookHost === undefined ? [] : [webhookHost])],
      // CloudWatch's metrics, and the list of regions. Nodes' addresses include the domain's.
      grafana: [
        ...["monitoring", "ec2"].map((service) => endpointOf(service, endpoints)),
        ...(openSearchUrl === undefined ? [] : pluginHosts),
      ],
    };
    return new MonitoringPolicies(
      `${name}-policies`,
      {
        ...network,
        namespace: metadata.name,
        galleryNamespace,
        hasReleases: releases !== undefined,
        hasTelemetry: telemetry,
        hasTraces: openSearchUrl !== undefined,
        hosts: egressBy === "names" ? hosts : undefined,
        remoteWrite: remoteWrite && { ...getRemoteWriteTarget(remoteWrite), cidrs: remoteWrite.cidrs },
      },
      { parent: this },
    );
  }

  private createPassword(name: string): pulumi.Output<string> {
    const password = new random.RandomPassword(
      `${name}-grafana`,
      { length: 32, special: false },
      { parent: this },
    );
    return pulumi.secret(password.result);
  }

  private createAdministrator(name: string, dependsOn: pulumi.Resource): pulumi.Resource {
    const stringData = pulumi.secret({ user: administrator, password: this.grafanaPassword });
    return new k8s.core.v1.Secret(
      `${name}-grafana`,
      { metadata: { name: "grafana-admin", namespace }, stringData },
      { parent: this, dependsOn },
    );
  }

  private createWebhook(
    name: string,
    { webhookUrl }: MonitoringArgs,
    dependsOn: pulumi.Resource,
  ): pulumi.Resource[] {
    if (webhookUrl === undefined) return [];
    const secret = new k8s.core.v1.Secret(
      `${name}-webhook`,
      { metadata: { name: webhookSecret, namespace }, stringData: pulumi.secret({ url: webhookUrl }) },
      { parent: this, dependsOn },
    );
    return [secret];
  }

  private createRemoteWriteToken(
    name: string,
    { remoteWrite }: MonitoringArgs,
    dependsOn: pulumi.Resource,
  ): pulumi.Resource[] {
    if (remoteWrite?.token === undefined) return [];
    const secret = new k8s.core.v1.Secret(
      `${name}-remote-write`,
      {
        metadata: { name: remoteWriteSecret, namespace },
        stringData: pulumi.secret({ [TOKEN_KEY]: remoteWrite.token }),
      },
      { parent: this, dependsOn },
    );
    return [secret];
  }

  /** Grafana's sidecar finds the dashboards by their label, even if they are created before Grafana. */
  private createDashboards(name: string, args: MonitoringArgs, dependsOn: pulumi.Resource): void {
    for (const { name: dashboard, json } of buildDashboardFiles(
      args.runbooksUrl,
      runsGallery(args),
      args.applications.map(({ name: application }) => application),
      args.releases !== undefined,
      args.telemetry,
      args.openSearchUrl !== undefined,
    )) {
      new k8s.core.v1.ConfigMap(
        `${name}-dashboard-${dashboard}`,
        {
          metadata: { name: `dashboard-${dashboard}`, namespace, labels: { grafana_dashboard: "1" } },
          data: { [`${dashboard}.json`]: json },
        },
        { parent: this, dependsOn },
      );
    }
  }

  private installChart(
    name: string,
    args: MonitoringArgs,
    dependsOn: pulumi.Resource[],
  ): k8s.helm.v3.Release {
    const { topics, region, webhookUrl, remoteWrite, ...stack } = args;
    // Without a host name, alerts name the Service, and docs/monitoring.md how to reach it: localhost differs for each reader.
    const grafana = args.ingress ? `https://${args.ingress.host}` : `http://monitoring-grafana.${namespace}`;
    const values = buildChartValues({
      ...stack,
      region,
      maxLagSeconds,
      links: { runbooks: args.runbooksUrl, grafana },
      receivers: {
        sns: { topicArn: topics.alertsArn, heartbeatTopicArn: topics.heartbeatArn, region },
        ...(webhookUrl === undefined ? {} : { webhookUrlFile: getWebhookUrlFile(webhookSecret) }),
      },
      ...(webhookUrl === undefined ? {} : { webhookSecret }),
      ...(remoteWrite === undefined
        ? {}
        : {
            remoteWrite: {
              url: remoteWrite.url,
              clusterName: remoteWrite.clusterName,
              ...(remoteWrite.token === undefined ? {} : { secret: remoteWriteSecret }),
            },
          }),
      grafanaSecret: "grafana-admin",
      grafanaHost: args.ingress?.host,
    });
    return new k8s.helm.v3.Release(
      name,
      {
        name: "monitoring",
        chart: chart.name,
        version: chart.version,
        repositoryOpts: { repo: chart.repository },
        namespace,
        // With atomic, a component that does not start in time would remove all others: docs/decisions/0042.
        atomic: false,
        timeout: 600,
        maxHistory: 5,
        values,
      },
      { parent: this, dependsOn },
    );
  }

  private createGrafanaIngress(
    name: string,
    args: GrafanaIngressArgs,
    release: pulumi.Resource,
  ): pulumi.Output<string> {
    return new GrafanaIngress(name, args, { parent: this, dependsOn: release }).loadBalancer;
  }
}

/** Default of the application's DATABASE_MAX_LAG_SECONDS, which the platform does not change. */
const maxLagSeconds = 5;
