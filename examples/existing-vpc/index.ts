/** An application in a VPC that another team manages. The program reads and checks the VPC, and creates no part of it. */
import * as pulumi from "@pulumi/pulumi";
import { ExistingNetwork } from "../../infra/existing-network";
import { readStackOutputs } from "../../infra/stack-outputs";
import { Application } from "../../k8s/application";
import { Namespace } from "../../k8s/namespace";
import { demandOf } from "../../k8s/other-application";
import { computeQuota } from "../../k8s/quota";
import { Routing } from "../../k8s/routing";
import { createCluster, createPlace, readList } from "../base";

export = async function existingVpc() {
  const place = createPlace();
  const { config, region, zones } = place;
  const vpcId = config.require("existingVpcId");
  const earlier = await readStackOutputs();
  const network = await ExistingNetwork.open(
    {
      vpcId,
      subnetIds: {
        public: readList(config, "existingPublicSubnetIds"),
        private: readList(config, "existingPrivateSubnetIds"),
        // Only a database needs them.
        isolated: [],
      },
    },
    // A stack that runs cannot move to another VPC.
    { vpcId: earlier.vpcId, existingVpcId: earlier.existingVpcId },
    { region, availabilityZones: zones, databaseInstances: 0 },
    place.provider,
  );
  const { cluster, inCluster } = createCluster(place, network);

  const web = {
    ...{ name: "web", partOf: "shop", command: [], port: 8080, values: { PORT: "8080" } },
    // EDIT: the image.
    image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop:web-1.0.0",
    size: {
      replicas: { min: 2, max: 4 },
      resources: {
        requests: { cpuMillicores: 100, memoryMiB: 128 },
        limits: { cpuMillicores: 500, memoryMiB: 256 },
      },
    },
    connections: {
      ...{ fromCidrs: network.publicCidrs, toApplications: [], egress: [], toHosts: [] },
      dnsCidr: cluster.dnsCidr,
    },
  };
  const { namespace } = new Namespace(
    "shop",
    { name: "shop", quota: computeQuota([demandOf(web)]), dnsCidr: cluster.dnsCidr },
    inCluster,
  );
  const { service } = new Application("web", { ...web, namespace }, inCluster);
  const { loadBalancer } = new Routing(
    "shop",
    { name: "shop", namespace, services: { web: service } },
    inCluster,
  );
  return { url: pulumi.interpolate`http://${loadBalancer}`, vpcId, existingVpcId: vpcId };
};
