/** A web page on `/` and an API on `/api`, behind one load balancer. The API sends orders to a queue. */
import * as pulumi from "@pulumi/pulumi";
import { ApplicationAccess } from "../../infra/application-access";
import { Queue } from "../../infra/queue";
import { Application } from "../../k8s/application";
import { Namespace } from "../../k8s/namespace";
import { notPrivate, podIdentity } from "../../k8s/network-peers";
import { demandOf } from "../../k8s/other-application";
import { computeQuota } from "../../k8s/quota";
import { Routing } from "../../k8s/routing";
import { createCluster, createNetwork, createPlace } from "../base";

// EDIT: the images.
const images = "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop";
const size = {
  replicas: { min: 2, max: 4 },
  resources: {
    requests: { cpuMillicores: 100, memoryMiB: 128 },
    limits: { cpuMillicores: 500, memoryMiB: 256 },
  },
};

export = function twoApplications() {
  const place = createPlace();
  const { key, account, options } = place;
  const network = createNetwork(place);
  const { cluster, inCluster } = createCluster(place, network);
  const queue = new Queue("orders", { keyArn: key.arn }, options);
  const access = new ApplicationAccess(
    "api",
    {
      description: "Sends orders",
      clusterName: cluster.name,
      workload: { namespace: "shop", serviceAccount: "api" },
      queues: [{ queueArn: queue.arn, keyArn: key.arn, access: "send" }],
      account,
    },
    options,
  );

  const common = { partOf: "shop", command: [], port: 8080, size };
  const connections = {
    ...{ fromCidrs: network.publicCidrs, toApplications: [], toHosts: [], dnsCidr: cluster.dnsCidr },
  };
  const web = {
    ...{ ...common, name: "web", image: `${images}:web-1.0.0`, values: { PORT: "8080" } },
    connections: { ...connections, egress: [] },
  };
  const api = {
    ...{ ...common, name: "api", image: `${images}:api-1.0.0` },
    values: { PORT: "8080", AWS_REGION: place.region, QUEUE_URL: queue.url },
    // AWS's addresses change, so the API reaches every public one, on port 443.
    connections: {
      ...connections,
      egress: [podIdentity, { to: [{ ipBlock: notPrivate }], ports: [{ protocol: "TCP", port: 443 }] }],
    },
  };
  const { namespace } = new Namespace(
    "shop",
    { name: "shop", quota: computeQuota([demandOf(web), demandOf(api)]), dnsCidr: cluster.dnsCidr },
    inCluster,
  );
  const [pages, orders] = [web, api].map(
    (application) =>
      new Application(
        application.name,
        { ...application, namespace },
        { ...inCluster, dependsOn: [inCluster.dependsOn, access.association] },
      ).service,
  ) as [pulumi.Output<string>, pulumi.Output<string>];
  const { loadBalancer } = new Routing(
    "shop",
    { name: "shop", namespace, services: { web: pages, api: orders } },
    inCluster,
  );
  return { url: pulumi.interpolate`http://${loadBalancer}`, queueUrl: queue.url };
};
