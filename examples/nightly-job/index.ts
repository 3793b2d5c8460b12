/** A job that runs every night at 03:00 UTC and sends reminders to a queue. */
import { ApplicationAccess } from "../../infra/application-access";
import { Queue } from "../../infra/queue";
import { Application } from "../../k8s/application";
import { Namespace } from "../../k8s/namespace";
import { notPrivate, podIdentity } from "../../k8s/network-peers";
import { demandOf } from "../../k8s/other-application";
import { computeQuota } from "../../k8s/quota";
import { createCluster, createNetwork, createPlace } from "../base";

export = function nightlyJob() {
  const place = createPlace();
  const { key, account, options } = place;
  const { cluster, inCluster } = createCluster(place, createNetwork(place));
  const queue = new Queue("reminders", { keyArn: key.arn }, options);
  const access = new ApplicationAccess(
    "reminders",
    {
      description: "Sends reminders",
      clusterName: cluster.name,
      workload: { namespace: "jobs", serviceAccount: "reminders" },
      queues: [{ queueArn: queue.arn, keyArn: key.arn, access: "send" }],
      account,
    },
    options,
  );

  const job = {
    ...{ name: "reminders", partOf: "jobs", command: ["send-reminders"] },
    // EDIT: the image.
    image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/jobs:1.0.0",
    values: { AWS_REGION: place.region, QUEUE_URL: queue.url },
    schedule: "0 3 * * *",
    timeoutSeconds: 900,
    resources: {
      requests: { cpuMillicores: 100, memoryMiB: 128 },
      limits: { cpuMillicores: 500, memoryMiB: 256 },
    },
    connections: {
      ...{ fromCidrs: [], toApplications: [], toHosts: [], dnsCidr: cluster.dnsCidr },
      // AWS's addresses change, so the job reaches every public one, on port 443.
      egress: [podIdentity, { to: [{ ipBlock: notPrivate }], ports: [{ protocol: "TCP", port: 443 }] }],
    },
  };
  const { namespace } = new Namespace(
    "jobs",
    { name: "jobs", quota: computeQuota([demandOf(job)]), dnsCidr: cluster.dnsCidr },
    inCluster,
  );
  new Application(
    job.name,
    { ...job, namespace },
    { ...inCluster, dependsOn: [inCluster.dependsOn, access.association] },
  );
  return { queueUrl: queue.url, deadLettersUrl: queue.deadLettersUrl };
};
