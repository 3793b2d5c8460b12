/** An application with a PostgreSQL database and alarms: what runs on the platform need not be the gallery. */
import * as pulumi from "@pulumi/pulumi";
import { Database } from "../../infra/database";
import { DatabaseAlarms } from "../../infra/database-alarms";
import { Alerting } from "../../infra/monitoring";
import { Application } from "../../k8s/application";
import { buildPrimaryVariables } from "../../k8s/database-connection";
import { DatabaseServices } from "../../k8s/database-services";
import { Namespace } from "../../k8s/namespace";
import { toIpBlocks } from "../../k8s/network-peers";
import { computeQuota } from "../../k8s/quota";
import { Routing } from "../../k8s/routing";
import { computeFigures } from "../../k8s/target-health";
import { createCluster, createNetwork, createPlace, logRetentionDays } from "../base";

// EDIT: the image, and who receives alarms.
const image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop:1.0.0";
const emails = ["on-call@example.com"];
const size = {
  replicas: { min: 2, max: 4 },
  resources: {
    requests: { cpuMillicores: 100, memoryMiB: 128 },
    limits: { cpuMillicores: 500, memoryMiB: 256 },
  },
};
const instances = { engineVersion: "18.6", replicaEngineVersion: "18.6", instanceClass: "db.t4g.medium" };
const storageGib = 20;

export = function noGallery() {
  const place = createPlace();
  const { key, account, options } = place;
  const network = createNetwork(place);
  const { cluster, inCluster } = createCluster(place, network);
  const database = new Database(
    "database",
    {
      ...{ ...instances, replicaInstanceClass: instances.instanceClass, allowMajorUpgrade: false },
      ...{ replicas: 0, multiAz: false, storageGib, maxStorageGib: 100, passwordVersion: 1 },
      ...{ backupRetentionDays: 7, deletionProtection: false, finalSnapshot: false },
      ...{ vpcId: network.vpcId, subnetIds: network.isolatedSubnetIds, availabilityZones: place.zones },
      clientSecurityGroupId: cluster.securityGroupId,
      ...{ keyArn: key.arn, logKeyArn: key.arn, logRetentionDays, account },
    },
    options,
  );
  const alerting = new Alerting(
    "alerting",
    { emails, clusterName: cluster.name, deletionWindowDays: 7, account },
    options,
  );
  const { alertsArn: topicArn, alertsPolicy: topicPolicy } = alerting;
  new DatabaseAlarms("alarms", { instances: database.instances, storageGib, topicArn, topicPolicy }, options);

  const quota = computeQuota([
    { pods: computeFigures(size.replicas.max).podsAtPeak, resources: size.resources },
  ]);
  const { namespace } = new Namespace(
    "shop",
    { name: "shop", quota, dnsCidr: cluster.dnsCidr },
    { ...inCluster, dependsOn: [inCluster.dependsOn, database.access] },
  );
  const { primaryAddress: primary, replicaAddresses: replicas, databaseName: name, password } = database;
  const services = new DatabaseServices("database", { namespace, primary, replicas }, inCluster);
  const connection = { primary, replicas, name, user: database.username, password };
  const { service } = new Application(
    "shop",
    {
      ...{ name: "shop", partOf: "shop", namespace, image, command: [], port: 8080, size },
      values: { PORT: "8080", ...buildPrimaryVariables(connection, services) },
      // The variable DATABASE_PASSWORD_FILE has the path.
      ...{ secrets: { DATABASE_PASSWORD: password }, secretsAs: "files" },
      connections: {
        ...{ fromCidrs: network.publicCidrs, toApplications: [], toHosts: [], dnsCidr: cluster.dnsCidr },
        egress: [{ to: toIpBlocks(network.isolatedCidrs), ports: [{ protocol: "TCP", port: 5432 }] }],
      },
    },
    inCluster,
  );
  const { loadBalancer } = new Routing(
    "shop",
    { name: "shop", namespace, services: { web: service } },
    inCluster,
  );
  return { url: pulumi.interpolate`http://${loadBalancer}`, alertTopicArn: topicArn };
};
