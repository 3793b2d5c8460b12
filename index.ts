import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./infra/account";
import { Cluster } from "./infra/cluster";
import { Database } from "./infra/database";
import { EncryptionKey } from "./infra/encryption-key";
import { Network } from "./infra/network";
import { Photos } from "./infra/photos";
import { readSettings, type Settings } from "./settings";

/** Everything that the stack gives to the outside. */
export = function groundwork(settings: Settings = readSettings(), prefix = "") {
  const { environment, region, logRetentionDays } = settings;
  const provider = createProvider(settings, prefix);
  const options = { providers: { aws: provider } };
  const account: Account = {
    id: aws.getCallerIdentityOutput({}, { provider }).accountId,
    partition: aws.getPartitionOutput({}, { provider }).partition,
    region,
    roles: { path: `/${pulumi.getProject()}/${pulumi.getStack()}/`, ...settings.roles },
  };
  const deletionWindowDays = environment === "prod" ? 30 : 7;
  const key = (name: string, description: string, forLogs = false) =>
    new EncryptionKey(`${prefix}${name}`, { description, account, forLogs, deletionWindowDays }, options);

  const platformKey = key("platform", "Kubernetes Secrets and logs", true);
  const dataKey = key("data", "Database, its backups and its password; photos");

  const network = new Network(
    `${prefix}network`,
    { ...settings.network, logRetentionDays, logKeyArn: platformKey.arn, account },
    options,
  );

  const cluster = new Cluster(
    `${prefix}cluster`,
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

  const database = new Database(
    `${prefix}database`,
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
    `${prefix}photos`,
    {
      keyArn: dataKey.arn,
      galleryHost: settings.gallery.host,
      deletionProtection: environment === "prod",
      clusterName: cluster.name,
      workload: { namespace: "gallery", serviceAccount: "api" },
      account,
    },
    options,
  );

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
  };
};

/** Every AWS resource goes through this provider: it names the region and tags what it makes. */
function createProvider(settings: Settings, prefix: string): aws.Provider {
  const tags = { project: pulumi.getProject(), stack: pulumi.getStack(), ...settings.tags };
  return new aws.Provider(`${prefix}aws`, { region: settings.region, defaultTags: { tags } });
}
