import type * as aws from "@pulumi/aws";
import { valuesAt } from "../paths";
import type { Plain, Subject } from "../resource-type";
import { fine, judgeKubernetes } from "./offers/judge";

type ClusterSubject = Subject<Plain<aws.eks.ClusterArgs>>;

/** Reasons for which EKS rejects these inputs. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
export function clusterProblems({ id, inputs, cloud }: ClusterSubject): string[] {
  const from = cloud.find("aws:eks/cluster:Cluster", id)?.outputs.version;
  const steps = from && inputs.version ? minorOf(inputs.version) - minorOf(String(from)) : 0;
  const subnets = inputs.vpcConfig.subnetIds.map(
    (subnet) => cloud.find("aws:ec2/subnet:Subnet", subnet)?.outputs,
  );
  const zones = new Set(subnets.map((subnet) => subnet?.availabilityZone));
  const earlier = valuesAt(cloud.find("aws:eks/cluster:Cluster", id)?.inputs ?? {}, "vpcConfig.subnetIds[]");
  const fixed = earlier.map(
    (subnet) => cloud.find("aws:ec2/subnet:Subnet", subnet)?.outputs.availabilityZone,
  );
  const moved = earlier.length > 0 ? [...zones].filter((zone) => !fixed.includes(zone)) : [];
  const vpcs = new Set(subnets.map((subnet) => subnet?.vpcId));
  return [
    // https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
    ...(steps < 0 || steps > 1
      ? [`version can only rise by one minor version: ${from} to ${inputs.version}`]
      : []),
    // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
    ...(/^[0-9A-Za-z][A-Za-z0-9_-]*$/.test(inputs.name ?? "")
      ? []
      : [`name "${inputs.name}" is not letters, digits, hyphens and underscores`]),
    // A cluster keeps its version until EKS upgrades it.
    ...(inputs.version === undefined || inputs.version === from
      ? []
      : judgeKubernetes(inputs.version, cloud.today).problems),
    ...(moved.length > 0 ? [`zone ${moved.join(", ")} is not a zone in which the cluster was created`] : []),
    ...(zones.size < 2 ? ["vpcConfig.subnetIds are in one availability zone; two are required"] : []),
    ...(vpcs.size > 1 ? ["vpcConfig.subnetIds are in different VPCs"] : []),
    ...(!inputs.vpcConfig.endpointPublicAccess && !inputs.vpcConfig.endpointPrivateAccess
      ? ["vpcConfig.endpointPublicAccess: neither the public nor the private endpoint is on"]
      : []),
  ];
}

/** What ends, of the version of a cluster. */
export function clusterWarnings({ inputs: { version }, cloud }: ClusterSubject): readonly string[] {
  return (version === undefined ? fine : judgeKubernetes(version, cloud.today)).warnings;
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
