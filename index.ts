import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checkApplications } from "./applications/check";
import { createStorage, createWorkloads } from "./applications/gallery";
import { applications } from "./applications/list";
import { createGrafanaName, createMonitoring } from "./applications/monitoring";
import { createTelemetry } from "./applications/telemetry";
import { readAccount } from "./infra/account";
import { Cluster, getClusterRolePattern } from "./infra/cluster";
import { Database } from "./infra/database";
import { DatabaseAlarms } from "./infra/database-alarms";
import { EncryptionKey } from "./infra/encryption-key";
import { EndpointAlarm } from "./infra/endpoint-alarm";
import { ExistingNetwork } from "./infra/existing-network";
import { Alerting } from "./infra/monitoring";
import { Network, type NetworkOutputs } from "./infra/network";
import { PipelineRunner } from "./infra/pipeline-runner";
import { checkRestoreOrder, progressIn } from "./infra/restore-order";
import { readStackOutputs } from "./infra/stack-outputs";
import { checkStandby } from "./infra/standby-order";
import { namespace as monitoringNamespace, serviceAccounts } from "./k8s/monitoring/values/common";
import { Nodes } from "./k8s/nodes";
import { Storage } from "./k8s/storage";
import { readSettings, type Settings } from "./settings";
import { withRunningImages } from "./settings/running-images";

/**
 * Creates all resources of a stack and returns the stack's outputs. The images are those that the stack runs already, so
 * that only a deployment changes them.
 *
 * @param specs the applications beside the gallery
 */
export = async function groundwork(given: Settings = readSettings(), specs = applications) {
  const settings = await withRunningImages(
    given,
    specs.map(({ name }) => name),
  );
  checkApplications(specs, {
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    ...settings.applications,
    databaseReplicas: settings.database.replicas,
    galleryHost: settings.gallery.domain?.host,
    galleryIsOn: settings.gallery.isOn,
  });
  const { guardRails, region, logRetentionDays } = settings;
  const production = guardRails === "production";
  const provider = createProvider(settings);
  const options = { providers: { aws: provider } };
  // Checked before any resource is registered.
  const { generation, restore } = settings.database;
  const progress = { generation, phase: restore?.phase ?? ("none" as const) };
  const before = await readStackOutputs();
  checkRestoreOrder(progressIn(before), progress);
  checkStandby(before, settings.standby);
  const existingNetwork = await openExistingNetwork(settings, provider);
  const account = readAccount(provider, {
    region,
    roles: { path: `/${pulumi.getProject()}/${pulumi.getStack()}/`, ...settings.roles },
  });
  const { finalSnapshot, vault } = settings.database;
  const outlives = finalSnapshot || vault !== undefined;
  // The removal of a protected stack (docs/operations.md) changes guardRails, and does not shorten the waiting period of the keys.
  const deletionWindowDays = production || outlives ? 30 : 7;
  const platformKey = new EncryptionKey(
    "platform",
    {
      description: "Kubernetes Secrets, volumes and logs",
      account,
      forLogs: true,
      roles: [getClusterRolePattern("cluster", account)],
      deletionWindowDays,
    },
    options,
  );
  const dataKey = new EncryptionKey(
    "data",
    {
      description: "Database, its backups and its password; photos",
      account,
      deletionWindowDays,
      // Snapshots and the vault outlive the stack, and cannot be restored without their key.
      retain: outlives,
    },
    options,
  );

  const waiting = settings.standby === "off" ? {} : { dataKeyArn: dataKey.arn };
  if (settings.standby === "storage")
    return { ...waiting, ...createStorage({ settings, account, dataKey, options }) };

  const network: NetworkOutputs =
    existingNetwork ??
    new Network(
      "network",
      { ...settings.network, logRetentionDays, logKeyArn: platformKey.arn, account },
      options,
    );

  const cluster = new Cluster(
    "cluster",
    {
      ...settings.cluster,
      subnetIds: pulumi.all(network.privateSubnetIdsByZone.slice(0, 2)),
      keyArn: platformKey.arn,
      logRetentionDays,
      deletionProtection: production,
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
      logKeyArn: platformKey.arn,
      logRetentionDays,
      copyBackupsTo: settings.recovery?.backups,
      account,
    },
    options,
  );

  const alerting = new Alerting(
    "alerting",
    {
      emails: settings.monitoring.alertEmails,
      clusterName: cluster.name,
      workload: settings.monitoring.isOn ? { namespace: monitoringNamespace, ...serviceAccounts } : undefined,
      deletionWindowDays,
      account,
    },
    options,
  );
  new DatabaseAlarms(
    "database-alarms",
    {
      instances: database.instances,
      storageGib: settings.database.storageGib,
      topicArn: alerting.alertsArn,
      topicPolicy: alerting.alertsPolicy,
    },
    options,
  );
  new EndpointAlarm(
    "endpoint-alarm",
    { clusterName: cluster.name, topicArn: alerting.alertsArn, topicPolicy: alerting.alertsPolicy },
    options,
  );
  const grafana = createGrafanaName(settings, options);

  // `dependsOn` sets the order of deletion: workloads before nodes, nodes before their routes to the internet. References
  // between inputs already delete all of these before the cluster, and the cluster before its subnets.
  const inCluster = { providers: { kubernetes: cluster.provider } };
  const storage = new Storage("storage", { keyArn: platformKey.arn }, inCluster);
  const nodes = new Nodes(
    "nodes",
    {
      roleName: cluster.nodeRoleName,
      subnetIds: network.privateSubnetIds,
      securityGroupId: cluster.securityGroupId,
      capacity: production ? "on-demand" : "spot-or-on-demand",
      limits: settings.nodes,
    },
    { ...inCluster, dependsOn: [...network.internetRoutes] },
  );
  const workloads = createWorkloads({
    ...{ settings, specs, account, network, cluster, database, alerting, nodes },
    ...{ platformKey, dataKey, options, inCluster },
  });

  const telemetry = createTelemetry(
    settings,
    { account, platformKey, options, network, cluster, alerting, storage, inCluster },
    [nodes],
  );
  const monitoring = createMonitoring(
    settings,
    { ...{ alerting, cluster, network, grafana, inCluster, specs, telemetry }, dnsSuffix: account.dnsSuffix },
    [nodes, storage],
  );

  return {
    /** Id of the VPC, for peering and for resources of other teams. */
    vpcId: network.vpcId,
    /** Id of the existing VPC that the stack uses. Absent if the stack created its VPC. */
    ...(settings.existingNetwork ? { existingVpcId: settings.existingNetwork.vpcId } : {}),
    clusterName: cluster.name,
    /** Contains no secret. To save it: `pulumi stack output kubeconfig -s STACK > kubeconfig.json`. */
    kubeconfig: cluster.kubeconfig,
    /** Host name of the primary database, which takes the gallery's writes. */
    databasePrimaryAddress: database.primaryAddress,
    /** Host names of the read replicas; empty without replicas. */
    databaseReplicaAddresses: pulumi.all(database.replicaAddresses),
    /** ARN of the Secrets Manager secret with the database's user name and password. */
    databaseSecretArn: database.secretArn,
    /** Generation of the database, phase and source of a restore. Absent in a stack whose database was never restored. */
    ...(generation > 1 || restore ? { databaseRestore: { ...progress, ...restore?.source } } : {}),
    ...workloads,
    /** ARN of the key for data, for recoveryKeyArn of the stack that copies to this one; with standby only. */
    ...waiting,
    ...(monitoring
      ? {
          /** URL of Grafana. Without grafanaHost, first run `kubectl -n monitoring port-forward svc/monitoring-grafana 3000:80`. */
          grafanaUrl: grafana ? `https://${grafana.host}` : "http://localhost:3000",
          /** Password of Grafana's user `administrator`: `pulumi stack output grafanaPassword -s STACK --show-secrets`. */
          grafanaPassword: monitoring.grafanaPassword,
        }
      : {}),
    /** ARN of the SNS topic that receives every alert. Subscribe pagers and chats to it. */
    alertTopicArn: alerting.alertsArn,
    /** Value for the repository variable RUNNER_DEV or RUNNER_PROD, which makes the stack's jobs run inside the VPC. */
    ...(runner ? { pipelineRunnerLabel: runner.label } : {}),
  };
};

/**
 * Checks and opens the VPC of the settings. Undefined if the platform creates the network.
 *
 * @throws ExistingNetworkError if the VPC does not have what the platform needs, or the stack runs in another one
 */
async function openExistingNetwork(settings: Settings, provider: aws.Provider) {
  const { existingNetwork: ids, region, database, network } = settings;
  const { vpcId, existingVpcId } = await readStackOutputs();
  return ExistingNetwork.open(
    ids,
    { vpcId, existingVpcId },
    {
      region,
      availabilityZones: network.availabilityZones,
      // During a restore, the restored instances stand beside the former ones.
      databaseInstances: (1 + (database.multiAz ? 1 : 0) + database.replicas) * (database.restore ? 2 : 1),
    },
    provider,
  );
}

/** Creates the provider of every AWS resource. It sets the region and the default tags. */
function createProvider(settings: Settings): aws.Provider {
  const tags = { project: pulumi.getProject(), stack: pulumi.getStack(), ...settings.tags };
  return new aws.Provider("aws", { region: settings.region, defaultTags: { tags } });
}
