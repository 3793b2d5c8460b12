/** A changed kubeconfig must not make Pulumi replace everything in the cluster. */

import { aws as simulatedAws } from "@groundwork/rehearse/cloud/aws";
import { Cloud } from "@groundwork/rehearse/cloud/cloud";
import { random } from "@groundwork/rehearse/cloud/random";
import { defineType, type ResourceType } from "@groundwork/rehearse/cloud/resource-type";
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "../../../infra/cluster";
import { open, summary, type TestStack } from "./engine";

const clusterType = "aws:eks/cluster:Cluster";
const object: ResourceType = defineType<k8s.core.v1.ConfigMap, k8s.core.v1.ConfigMapArgs>({
  outputs: {},
  seconds: { create: 1 },
  price: { partOf: clusterType },
});
const kubernetes = { resources: { "kubernetes:core/v1:ConfigMap": object } };

/** A minimal cluster with one object in it. */
async function clusterWithObject(): Promise<void> {
  const provider = new aws.Provider("aws", { region: "us-east-1" });
  const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" }, { provider });
  const subnetIds = ["a", "b"].map((zone, number) => {
    const inputs = { vpcId: vpc.id, cidrBlock: `10.0.${number}.0/24`, availabilityZone: `us-east-1${zone}` };
    return new aws.ec2.Subnet(zone, inputs, { provider }).id;
  });
  const key = new aws.kms.Key("key", {}, { provider });
  const cluster = new Cluster(
    "cluster",
    {
      version: "1.36",
      subnetIds: pulumi.all(subnetIds),
      publicAccessCidrs: [],
      admins: ["arn:aws:iam::111122223333:role/admin"],
      viewers: [],
      previewers: [],
      keyArn: key.arn,
      logRetentionDays: 7,
      deletionProtection: false,
      account: { id: "111122223333", partition: "aws", dnsSuffix: "amazonaws.com", region: "us-east-1" },
    },
    { providers: { aws: provider } },
  );
  new k8s.core.v1.ConfigMap("greeting", { data: { hello: "world" } }, { provider: cluster.provider });
}

let stack: TestStack;
beforeAll(async () => {
  const cloud = new Cloud([simulatedAws, kubernetes, random]);
  stack = await open("dev", { cloud, program: clusterWithObject });
  await stack.run("up");
});
afterAll(() => stack?.close());

test("a new endpoint or certificate of the API updates the provider and replaces nothing in the cluster", async () => {
  const [cluster] = stack.cloud.list(clusterType);
  const before = stack.cloud.list("kubernetes:core/v1:ConfigMap");
  stack.cloud.tamper(clusterType, cluster?.id ?? "", { endpoint: "https://elsewhere.example.com" });
  await stack.run("refresh");
  expect(summary(await stack.run("up"))).toEqual(["update cluster (pulumi:providers:kubernetes)"]);
  expect(stack.cloud.list("kubernetes:core/v1:ConfigMap")).toEqual(before);
  expect(before).toHaveLength(1);
});
