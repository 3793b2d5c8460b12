import { createHash } from "node:crypto";
import type * as aws from "@pulumi/aws";
import { behaves, type Plain, type Reference, type Subject } from "../behaviour";
import { valuesAt } from "../paths";
import { arn, logs, tagsAll } from "./common";
import { role } from "./iam";
import { key } from "./kms";

const cluster: Reference = { type: "aws:eks/cluster:Cluster", by: "name" };
const heldCluster: Reference = { ...cluster, holds: true };
type ClusterSubject = Subject<Plain<aws.eks.ClusterArgs>>;

export const resources = {
  "aws:eks/cluster:Cluster": behaves<aws.eks.Cluster, aws.eks.ClusterArgs>({
    autoName: { property: "name", maxLength: 100 },
    unique: ["name"],
    // An added or removed key and a changed service range replace; encryption cannot be taken back.
    replaceOn: ["name", "encryptionConfig", "bootstrapSelfManagedAddons", "outpostConfig", "roleArn"],
    id: ({ inputs }) => String(inputs.name),
    references: {
      roleArn: role,
      "computeConfig.nodeRoleArn": role,
      "encryptionConfig.provider.keyArn": key,
      "vpcConfig.subnetIds[]": { type: "aws:ec2/subnet:Subnet", holds: true },
    },
    refuse: clusterProblems,
    refuseDelete: ({ inputs }) => (inputs.deletionProtection ? ["deletionProtection is on"] : []),
    outputs: {
      arn: arn("eks", ({ inputs }) => `cluster/${inputs.name}`),
      certificateAuthority: () => ({ data: certificate }),
      clusterId: ({ id }) => id,
      createdAt: () => "2026-11-01T00:00:00Z",
      endpoint: ({ id, cloud }) => `https://${id}.gr7.${cloud.account.region}.eks.amazonaws.com`,
      identities: ({ id, cloud }) => [
        { oidcs: [{ issuer: `https://oidc.eks.${cloud.account.region}.amazonaws.com/id/${id}` }] },
      ],
      platformVersion: () => "eks.1",
      status: () => "ACTIVE",
      tagsAll,
    },
    completes: {
      // From the range that the VPC does not use. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
      kubernetesNetworkConfig: ({ inputs }) => ({
        ...inputs.kubernetesNetworkConfig,
        ipFamily: "ipv4",
        serviceIpv4Cidr: "172.20.0.0/16",
        serviceIpv6Cidr: "",
      }),
      vpcConfig: ({ id, inputs, cloud }) => ({
        ...inputs.vpcConfig,
        clusterSecurityGroupId: `sg-${createHash("sha256").update(id).digest("hex").slice(0, 17)}`,
        vpcId: cloud.find("aws:ec2/subnet:Subnet", inputs.vpcConfig.subnetIds[0] ?? "")?.outputs.vpcId,
      }),
    },
    volatile: ["platformVersion"],
    seconds: {
      create: 617,
      update: 600,
      delete: 204,
      source: `${logs}: created, median of 10 (503 to 683 s); deleted, median of 9 (69 to 522 s)`,
    },
  }),

  "aws:eks/accessEntry:AccessEntry": behaves<aws.eks.AccessEntry, aws.eks.AccessEntryArgs>({
    replaceOn: ["clusterName", "principalArn", "type"],
    unique: ["clusterName", "principalArn"],
    references: { clusterName: cluster },
    outputs: {
      accessEntryArn: arn("eks", ({ inputs, id }) => `access-entry/${inputs.clusterName}/${id}`),
      createdAt: () => "2026-11-01T00:00:00Z",
      modifiedAt: () => "2026-11-01T00:00:00Z",
      tagsAll,
    },
    seconds: { create: 2, delete: 2 },
  }),

  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": behaves<
    aws.eks.AccessPolicyAssociation,
    aws.eks.AccessPolicyAssociationArgs
  >({
    replaceOn: ["clusterName", "principalArn", "policyArn", "accessScope"],
    references: {
      clusterName: cluster,
      principalArn: { type: "aws:eks/accessEntry:AccessEntry", by: "principalArn" },
    },
    outputs: { associatedAt: () => "2026-11-01T00:00:00Z", modifiedAt: () => "2026-11-01T00:00:00Z" },
    seconds: { create: 2, delete: 2 },
  }),

  "aws:eks/addon:Addon": behaves<aws.eks.Addon, aws.eks.AddonArgs>({
    replaceOn: ["clusterName", "addonName"],
    unique: ["clusterName", "addonName"],
    id: ({ inputs }) => `${inputs.clusterName}:${inputs.addonName}`,
    references: { clusterName: heldCluster },
    outputs: {
      arn: arn("eks", ({ inputs }) => `addon/${inputs.clusterName}/${inputs.addonName}`),
      createdAt: () => "2026-11-01T00:00:00Z",
      modifiedAt: () => "2026-11-01T00:00:00Z",
      tagsAll,
    },
    seconds: { create: 50, delete: 10, source: `${logs}: metrics-server, 2 logs (45 and 55 s)` },
  }),

  "aws:eks/podIdentityAssociation:PodIdentityAssociation": behaves<
    aws.eks.PodIdentityAssociation,
    aws.eks.PodIdentityAssociationArgs
  >({
    replaceOn: ["clusterName", "namespace", "serviceAccount"],
    unique: ["clusterName", "namespace", "serviceAccount"],
    references: { clusterName: cluster, roleArn: role },
    outputs: {
      associationArn: arn("eks", ({ inputs, id }) => `podidentityassociation/${inputs.clusterName}/${id}`),
      associationId: ({ id }) => id,
      externalId: () => "",
      tagsAll,
    },
    seconds: { create: 2, delete: 2 },
  }),
};

// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
function clusterProblems({ id, inputs, cloud }: ClusterSubject): string[] {
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
    ...(moved.length > 0
      ? [`zone ${moved.join(", ")} is none of those that the cluster was created in`]
      : []),
    ...(zones.size < 2 ? ["vpcConfig.subnetIds lie in one availability zone; two are needed"] : []),
    ...(vpcs.size > 1 ? ["vpcConfig.subnetIds lie in different VPCs"] : []),
    ...(!inputs.vpcConfig.endpointPublicAccess && !inputs.vpcConfig.endpointPrivateAccess
      ? ["neither the public nor the private endpoint is on"]
      : []),
  ];
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

const certificate = Buffer.from("simulated certificate authority").toString("base64");
