import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./infra/account";
import { Aliases } from "./infra/aliases";
import { Certificate } from "./infra/certificate";
import { Cluster } from "./infra/cluster";
import { CuratorToken } from "./infra/curator-token";
import { Database } from "./infra/database";
import { DatabaseAlarms } from "./infra/database-alarms";
import { EncryptionKey } from "./infra/encryption-key";
import { Alerting } from "./infra/monitoring";
import { Network } from "./infra/network";
import { Photos } from "./infra/photos";
import { PipelineRunner } from "./infra/pipeline-runner";
import { Thumbnailer } from "./infra/thumbnailer";
import { Gallery } from "./k8s/gallery";
import { Monitoring } from "./k8s/monitoring/monitoring";
import { namespace as monitoringNamespace, serviceAccounts } from "./k8s/monitoring/values/common";
import { Nodes } from "./k8s/nodes";
import { Storage } from "./k8s/storage";
import { readSettings, type Settings } from "./settings";

/** Where the gallery runs in the cluster. */
const namespace = "gallery";

/** Everything that the stack gives to the outside. */
export = function groundwork(settings: Settings = readSettings()) {
  const { environment, region, logRetentionDays } = settings;
  const provider = createProvider(settings);
  const options = { providers: { aws: provider } };
  const account: Account = {
    id: aws.getCallerIdentityOutput({}, { provider }).accountId,
    partition: aws.getPartitionOutput({}, { provider }).partition,
    region,
    roles: { path: `/${pulumi.getProject()}/${pulumi.getStack()}/`, ...settings.roles },
  };
  const deletionWindowDays = environment === "prod" ? 30 : 7;
  const key = (name: string, description: string, forLogs = false) =>
    new EncryptionKey(name, { description, account, forLogs, deletionWindowDays }, options);

  const platformKey = key("platform", "Kubernetes Secrets, volumes and logs", true);
  const dataKey = key("data", "Database, its backups and its password; photos");

  const network = new Network(
    "network",
    { ...settings.network, logRetentionDays, logKeyArn: platformKey.arn, account },
    options,
  );

  const cluster = new Cluster(
    "cluster",
    {
      ...settings.cluster,
      subnetIds: network.privateSubnetIds.apply((ids) => ids.slice(0, 2)),
      keyArn: platformKey.arn,
      logRetentionDays,
      deletionProtection: environment === "prod",
      account,
    },
    options,
  );

  const runner =
    settings.pipelineRunner &&
    new PipelineRunner(
      "runner",
      {
        ...settings.pipelineRunner,
        vpcId: network.vpcId,
        subnetIds: network.privateSubnetIds,
        clusterSecurityGroupId: cluster.securityGroupId,
        keyArn: platformKey.arn,
        logRetentionDays,
        account,
      },
      options,
    );

  const database = new Database(
    "database",
    {
      ...settings.database,
      availabilityZones: settings.network.availabilityZones,
      vpcId: network.vpcId,
      subnetIds: network.isolatedSubnetIds,
      clientSecurityGroupId: cluster.securityGroupId,
      keyArn: dataKey.arn,
      account,
    },
    options,
  );

  const photos = new Photos(
    "photos",
    {
      keyArn: dataKey.arn,
      galleryHost: settings.gallery.domain?.host,
      deletionProtection: environment === "prod",
      clusterName: cluster.name,
      workload: { namespace, serviceAccount: "api" },
      account,
    },
    options,
  );

  const thumbnailer = new Thumbnailer(
    "thumbnailer",
    {
      image: settings.gallery.thumbnailerImage,
      bucketName: photos.bucketName,
      bucketArn: photos.bucketArn,
      keyArn: dataKey.arn,
      logKeyArn: platformKey.arn,
      logRetentionDays,
      account,
    },
    options,
  );

  const curator = new CuratorToken(
    "curator-token",
    { version: settings.gallery.curatorTokenVersion },
    options,
  );
  const alerting = new Alerting(
    "alerting",
    {
      emails: settings.monitoring.alertEmails,
      clusterName: cluster.name,
      workload: { namespace: monitoringNamespace, ...serviceAccounts },
      deletionWindowDays,
      account,
    },
    options,
  );
  new DatabaseAlarms(
    "database-alarms",
    {
      instances: database.instances,
      maxStorageGib: settings.database.maxStorageGib,
      topicArn: alerting.alertsArn,
    },
    options,
  );
  const domain = createDomain(settings, options);
  const grafana = createGrafanaName(settings, options);

  // Objects in the cluster go before what carries them: nodes outlive workloads, the network outlives nodes. All of them
  // go before the cluster, and that before its subnets, because their values lead there.
  const inCluster = { providers: { kubernetes: cluster.provider } };
  const storage = new Storage("storage", { keyArn: platformKey.arn }, inCluster);
  const nodes = new Nodes(
    "nodes",
    {
      roleName: cluster.nodeRoleName,
      subnetIds: network.privateSubnetIds,
      securityGroupId: cluster.securityGroupId,
      capacity: environment === "prod" ? "on-demand" : "spot-or-on-demand",
      limits: settings.nodes,
    },
    { ...inCluster, dependsOn: [...network.waysOut] },
  );
  const gallery = new Gallery(
    "gallery",
    {
      ...settings.gallery,
      namespace,
      domain,
      database: {
        primary: database.primaryAddress,
        replicas: database.replicaAddresses,
        name: database.databaseName,
        user: database.username,
        password: database.password,
      },
      photoBucket: photos.bucketName,
      region,
      curatorToken: curator.token,
      network: {
        loadBalancerCidrs: network.publicCidrs,
        databaseCidrs: network.isolatedCidrs,
        s3Cidrs: network.s3Cidrs,
        dnsCidr: cluster.dnsCidr,
      },
    },
    { ...inCluster, dependsOn: [nodes, database.access, photos.access] },
  );
  domain?.pointTo(gallery.loadBalancer);

  const { webhookUrl } = settings.monitoring;
  const monitoring = new Monitoring(
    "monitoring",
    {
      ...settings.monitoring,
      galleryNamespace: namespace,
      replicas: environment === "prod" ? 2 : 1,
      topics: { alertsArn: alerting.alertsArn, heartbeatArn: alerting.heartbeatArn },
      webhookUrl: webhookUrl === undefined ? undefined : pulumi.secret(webhookUrl),
      ingress: grafana && {
        ...grafana,
        loadBalancerCidrs: network.publicCidrs,
      },
      region,
    },
    { ...inCluster, dependsOn: [nodes, storage, ...alerting.access] },
  );
  grafana?.pointTo(monitoring.loadBalancer);

  return {
    /** The VPC, for peering and for what other teams put into it. */
    vpcId: network.vpcId,
    clusterName: cluster.name,
    /** `pulumi stack output kubeconfig > kubeconfig.json`; it holds no secret. */
    kubeconfig: cluster.kubeconfig,
    /** Host name to which the gallery writes. */
    databasePrimaryAddress: database.primaryAddress,
    /** Host names from which the gallery reads; empty without replicas. */
    databaseReplicaAddresses: pulumi.all(database.replicaAddresses),
    /** Where a person finds the database's password: this Secrets Manager secret. */
    databaseSecretArn: database.secretArn,
    photoBucket: photos.bucketName,
    /** What this stack runs, as the settings name it: later previews and a way back start from here. */
    galleryImage: settings.gallery.image,
    thumbnailerImage: settings.gallery.thumbnailerImage,
    /** Where browsers find the gallery. */
    galleryUrl: domain ? `https://${domain.host}` : pulumi.interpolate`http://${gallery.loadBalancer}`,
    /** Allows uploading and deleting: `pulumi stack output curatorToken --show-secrets`. */
    curatorToken: curator.token,
    /** Where Grafana is. Without a name of its own: `kubectl -n monitoring port-forward svc/monitoring-grafana 3000:80`. */
    grafanaUrl: grafana ? `https://${grafana.host}` : "http://localhost:3000",
    /** Of its user administrator: `pulumi stack output grafanaPassword --show-secrets`. */
    grafanaPassword: monitoring.grafanaPassword,
    /** Gets every alert; subscribe pagers and chats to it. */
    alertTopicArn: alerting.alertsArn,
    /** What the repository's variable RUNNER_DEV or RUNNER_PROD holds, so that the stack's jobs run inside the VPC. */
    ...(runner ? { pipelineRunnerLabel: runner.label } : {}),
    /** Queue of the photos of which no thumbnail could be made. */
    thumbnailerFailuresUrl: thumbnailer.failuresUrl,
  };
};

/** The gallery's own name, where there is one: first its certificate, and in the end its address. */
function createDomain({ gallery }: Settings, options: pulumi.ComponentResourceOptions) {
  if (gallery.domain === undefined) return undefined;
  const { host, hostedZoneId } = gallery.domain;
  const hosts: [string, string] = [host, `api.${host}`];
  const { arn } = new Certificate("certificate", { hosts, hostedZoneId }, options);
  return {
    host,
    certificateArn: arn,
    pointTo: (loadBalancer: pulumi.Output<string>) =>
      new Aliases("aliases", { hosts, hostedZoneId, loadBalancer }, options),
  };
}

/** Grafana's own name, where it has one. */
function createGrafanaName({ monitoring }: Settings, options: pulumi.ComponentResourceOptions) {
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

/** Every AWS resource goes through this provider: it names the region and tags what it makes. */
function createProvider(settings: Settings): aws.Provider {
  const tags = { project: pulumi.getProject(), stack: pulumi.getStack(), ...settings.tags };
  return new aws.Provider("aws", { region: settings.region, defaultTags: { tags } });
}
