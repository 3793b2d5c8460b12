/** What the examples stand on: an account, a network, and a cluster with nodes. Their values are in each example's stack file. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { readAccount } from "../infra/account";
import { Cluster, getClusterRolePattern } from "../infra/cluster";
import { EncryptionKey } from "../infra/encryption-key";
import { Network, type NetworkOutputs } from "../infra/network";
import { Nodes } from "../k8s/nodes";

export const logRetentionDays = 30;

/** Where the stack is, and the key that encrypts its Secrets, volumes, logs and messages. */
export function createPlace() {
  const config = new pulumi.Config();
  const region = config.require("region");
  const tags = { project: pulumi.getProject(), stack: pulumi.getStack(), owner: config.require("owner") };
  const provider = new aws.Provider("aws", { region, defaultTags: { tags } });
  const account = readAccount(provider, { region });
  const options = { providers: { aws: provider } };
  const roles = [getClusterRolePattern("cluster", account)];
  const key = new EncryptionKey(
    "platform",
    { description: "Secrets, volumes, logs, messages", account, forLogs: true, roles, deletionWindowDays: 7 },
    options,
  );
  return { config, region, provider, account, options, key, zones: readList(config, "availabilityZones") };
}

export type Place = ReturnType<typeof createPlace>;

export function createNetwork({ account, options, key, zones: availabilityZones }: Place): Network {
  const args = { cidr: "10.0.0.0/16", availabilityZones, natGateways: "single" as const };
  return new Network("network", { ...args, logRetentionDays, logKeyArn: key.arn, account }, options);
}

/** Creates the cluster and its nodes. `inCluster` are the options of objects in the cluster, which are deleted before the nodes. */
export function createCluster({ config, account, options, key }: Place, network: NetworkOutputs) {
  const cluster = new Cluster(
    "cluster",
    {
      version: "1.36",
      publicAccessCidrs: readList(config, "clusterPublicAccessCidrs"),
      admins: readList(config, "clusterAdmins"),
      viewers: [],
      previewers: [],
      subnetIds: pulumi.all(network.privateSubnetIdsByZone.slice(0, 2)),
      ...{ keyArn: key.arn, logRetentionDays, deletionProtection: false, account },
    },
    options,
  );
  const providers = { kubernetes: cluster.provider };
  const nodes = new Nodes(
    "nodes",
    {
      roleName: cluster.nodeRoleName,
      subnetIds: network.privateSubnetIds,
      securityGroupId: cluster.securityGroupId,
      capacity: "spot-or-on-demand",
      limits: { vcpu: 16, memoryGiB: 64 },
    },
    { providers, dependsOn: [...network.internetRoutes] },
  );
  return { cluster, nodes, inCluster: { providers, dependsOn: nodes } };
}

export const readList = (config: pulumi.Config, key: string) => config.requireObject<string[]>(key);
