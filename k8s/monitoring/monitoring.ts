import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { dashboardFiles } from "./dashboards";
import { GrafanaIngress, type GrafanaIngressArgs } from "./grafana-ingress";
import type { Objectives } from "./rules/rule";
import { chartValues, nodeExporterNamespace } from "./values";
import { webhookUrlFile } from "./values/alertmanager";
import { namespace } from "./values/common";

export interface MonitoringArgs {
  /** Namespace of the gallery, whose pods are scraped. */
  readonly galleryNamespace: string;
  /** What was promised to the gallery's users. */
  readonly objectives: Objectives;
  /** Folder of the runbooks that alerts link to, without a slash at its end. */
  readonly runbooksUrl: string;
  /** Of Prometheus and Alertmanager each. More than one are spread over zones. */
  readonly replicas: number;
  /** How long figures are kept, in days; and their volume in GiB, which can only grow. */
  readonly retentionDays: number;
  readonly storageGib: number;
  /** Memory of each Prometheus, in MiB. */
  readonly memoryMib: number;
  /** Topics for alerts and for the dead man's switch. */
  readonly topics: { readonly alertsArn: pulumi.Input<string>; readonly heartbeatArn: pulumi.Input<string> };
  /** Slack-compatible URL that alerts are posted to as well; a secret. Default: none. */
  readonly webhookUrl?: pulumi.Input<string> | undefined;
  /** How Grafana is reached from outside. Default: not at all, only by port-forward. */
  readonly ingress?: GrafanaIngressArgs | undefined;
  readonly region: string;
}

/** Version of the chart kube-prometheus-stack. Read its upgrade notes before raising it: they may ask for new CRDs. */
export const chart = {
  name: "kube-prometheus-stack",
  version: "88.5.3",
  repository: "https://prometheus-community.github.io/helm-charts",
} as const;
const webhookSecret = "alert-webhook";
const grafanaUser = "administrator";

/** Prometheus, Alertmanager and Grafana with this platform's own rules and dashboards. */
export class Monitoring extends pulumi.ComponentResource {
  /** Of Grafana's user `administrator`; always a Pulumi secret. */
  readonly grafanaPassword: pulumi.Output<string>;
  /** DNS name of Grafana's load balancer; empty where it has none. */
  readonly loadBalancer: pulumi.Output<string>;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:k8s:Monitoring", name, {}, opts);
    const home = this.createNamespace(name, namespace, "restricted");
    const onNodes = this.createNamespace(`${name}-nodes`, nodeExporterNamespace, "privileged");
    this.denyStrangers(name, home);
    this.grafanaPassword = this.createPassword(name);
    const secrets = [this.createAdministrator(name, home), ...this.createWebhook(name, args, home)];
    this.createDashboards(name, args, home);
    const release = this.install(name, args, [onNodes, ...secrets]);
    this.loadBalancer = args.ingress ? this.openGrafana(name, args.ingress, release) : pulumi.output("");
    this.registerOutputs({ grafanaPassword: this.grafanaPassword, loadBalancer: this.loadBalancer });
  }

  private createNamespace(name: string, namespace: string, level: string): k8s.core.v1.Namespace {
    const labels = {
      "pod-security.kubernetes.io/enforce": level,
      "pod-security.kubernetes.io/warn": level,
    };
    return new k8s.core.v1.Namespace(name, { metadata: { name: namespace, labels } }, { parent: this });
  }

  /** Nobody outside the namespace reaches Prometheus, Alertmanager or Grafana: the first two have no sign-in at all. */
  private denyStrangers(name: string, dependsOn: pulumi.Resource): void {
    new k8s.networking.v1.NetworkPolicy(
      name,
      {
        metadata: { name: "only-from-here", namespace },
        spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ from: [{ podSelector: {} }] }] },
      },
      { parent: this, dependsOn },
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
    const stringData = pulumi.secret({ user: grafanaUser, password: this.grafanaPassword });
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

  /** Found by their label, whether Grafana is there yet or not. */
  private createDashboards(name: string, args: MonitoringArgs, dependsOn: pulumi.Resource): void {
    for (const { name: dashboard, json } of dashboardFiles(args.runbooksUrl)) {
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

  private install(name: string, args: MonitoringArgs, dependsOn: pulumi.Resource[]): k8s.helm.v3.Release {
    const { topics, region, webhookUrl } = args;
    const grafana = args.ingress ? `https://${args.ingress.host}` : "http://localhost:3000";
    const values = chartValues({
      ...args,
      maxLagSeconds,
      links: { runbooks: args.runbooksUrl, grafana },
      receivers: {
        sns: { topicArn: topics.alertsArn, heartbeatTopicArn: topics.heartbeatArn, region },
        ...(webhookUrl === undefined ? {} : { webhookUrlFile: webhookUrlFile(webhookSecret) }),
      },
      ...(webhookUrl === undefined ? {} : { webhookSecret }),
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
        // A release that does not come up is taken back whole, and the one before it stays.
        atomic: true,
        timeout: 600,
        maxHistory: 5,
        values,
      },
      { parent: this, dependsOn },
    );
  }

  private openGrafana(
    name: string,
    args: GrafanaIngressArgs,
    release: pulumi.Resource,
  ): pulumi.Output<string> {
    return new GrafanaIngress(name, args, { parent: this, dependsOn: release }).loadBalancer;
  }
}

/** The application's own default (DATABASE_MAX_LAG_SECONDS), which the platform does not change. */
const maxLagSeconds = 5;
