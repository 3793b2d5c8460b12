import { createHash } from "node:crypto";
import type * as aws from "@pulumi/aws";
import { hours } from "../../cost/usage";
import { fixed } from "../billing";
import { joined } from "../naming";
import type { DataSource } from "../package";
import { Refusal } from "../refusals";
import { defineType, type Reference } from "../resource-type";
import { arn, dnsSuffix, empty, logs, ownId, tagsAll } from "./common";
import { clusterProblems, clusterWarnings } from "./eks-refusals";
import { role, rolePermissions } from "./iam";
import { lettersOf, uuidOf } from "./ids";
import { key } from "./kms";

const cluster: Reference = { type: "aws:eks/cluster:Cluster", by: "name" };
const heldCluster: Reference = { ...cluster, blocksDeletion: true };
/** From the range that the VPC does not use. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const serviceNetwork = { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16", serviceIpv6Cidr: "" };
const free = { free: "https://aws.amazon.com/eks/pricing/" };

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html */
export const getCluster: DataSource = ({ name }, cloud) => {
  const found = cloud.find(cluster.type, String(name), "name");
  if (!found)
    throw new Refusal(
      `reading EKS Cluster (${name}): couldn't find resource: ResourceNotFoundException: No cluster found for name: ${name}.`,
    );
  return { ...found.outputs, id: found.id };
};

export const resources = {
  "aws:eks/cluster:Cluster": defineType<aws.eks.Cluster, aws.eks.ClusterArgs>({
    autoName: { property: "name", maxLength: 100 },
    unique: ["name"],
    replaceOn: ["bootstrapSelfManagedAddons", "name", "outpostConfig", "roleArn"],
    // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/eks/cluster.go
    replaceWhen: {
      "accessConfig.bootstrapClusterCreatorAdminPermissions": (earlier = true, later = true) =>
        earlier !== later,
      // The role of a cluster that had none is set in place.
      "computeConfig.nodeRoleArn": (earlier) => earlier !== undefined,
      // Encryption cannot be switched off, and a key is added in place.
      encryptionConfig: (_earlier, later) => later === undefined,
      // The cluster keeps what it has where the program gives none.
      "kubernetesNetworkConfig.ipFamily": (earlier = serviceNetwork.ipFamily, later = earlier) =>
        earlier !== later,
      "kubernetesNetworkConfig.serviceIpv4Cidr": (
        earlier = serviceNetwork.serviceIpv4Cidr,
        later = earlier,
      ) => earlier !== later,
      "vpcConfig.controlPlaneEgressMode": (earlier, later) =>
        earlier === "CUSTOMER_ROUTED" && later !== "CUSTOMER_ROUTED",
    },
    // The provider makes no call for another key: EKS cannot change it.
    notApplied: { encryptionConfig: (earlier, later) => earlier !== undefined && later !== undefined },
    importId: ({ name }) => name,
    references: {
      roleArn: role,
      "computeConfig.nodeRoleArn": role,
      "encryptionConfig.provider.keyArn": key,
      "vpcConfig.subnetIds[]": { type: "aws:ec2/subnet:Subnet", blocksDeletion: true },
    },
    refuse: clusterProblems,
    warn: clusterWarnings,
    refuseDelete: ({ inputs }) => (inputs.deletionProtection ? ["deletionProtection is on"] : []),
    outputs: {
      arn: arn("eks", ({ inputs }) => `cluster/${inputs.name}`),
      certificateAuthority: () => ({ data: certificate }),
      // Only clusters on Outposts have one.
      clusterId: empty,
      createdAt: () => "2026-11-01T00:00:00Z",
      endpoint: ({ id, cloud }) =>
        `https://${clusterDigits(id)}.gr7.${cloud.account.region}.eks.${dnsSuffix(cloud)}`,
      identities: ({ id, cloud }) => [
        {
          oidcs: [
            {
              issuer: `https://oidc.eks.${cloud.account.region}.${dnsSuffix(cloud)}/id/${clusterDigits(id)}`,
            },
          ],
        },
      ],
      platformVersion: () => "eks.1",
      status: () => "ACTIVE",
      tagsAll,
    },
    completes: {
      kubernetesNetworkConfig: ({ inputs }) => ({
        ...serviceNetwork,
        ...inputs.kubernetesNetworkConfig,
      }),
      vpcConfig: ({ id, inputs, cloud }) => ({
        ...inputs.vpcConfig,
        clusterSecurityGroupId: `sg-${createHash("sha256").update(id).digest("hex").slice(0, 17)}`,
        vpcId: cloud.find("aws:ec2/subnet:Subnet", inputs.vpcConfig.subnetIds[0] ?? "")?.outputs.vpcId,
      }),
    },
    volatile: ["platformVersion"],
    summary: ["version", "vpcConfig.endpointPublicAccess", "deletionProtection"],
    seconds: {
      create: 617,
      update: 600,
      delete: 204,
      source: `${logs}: created, median of 10 (503 to 683 s); deleted, median of 9 (69 to 522 s)`,
    },
    price: () => [fixed("EKS control plane", hours)],
    after: [
      {
        first: rolePermissions,
        because:
          "EKS needs its role's permissions from creation to deletion; without them it leaves security groups and network interfaces behind",
        source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster",
      },
      {
        first: ["aws:cloudwatch/logGroup:LogGroup"],
        because: "EKS creates a missing log group itself, without retention and without a key",
        source: "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
      },
    ],
  }),

  "aws:eks/accessEntry:AccessEntry": defineType<aws.eks.AccessEntry, aws.eks.AccessEntryArgs>({
    replaceOn: ["clusterName", "principalArn", "type"],
    unique: ["clusterName", "principalArn"],
    importId: ({ clusterName, principalArn }) => joined(clusterName, ":", principalArn),
    references: { clusterName: cluster },
    outputs: {
      // Of role/ACCOUNT/NAME or user/ACCOUNT/NAME:
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
      accessEntryArn: arn("eks", ({ inputs: { clusterName, principalArn }, id }) => {
        const [, account, kind, name] =
          /^arn:[^:]+:iam::(\d+):(\w+)\/(?:.*\/)?([^/]+)$/.exec(principalArn) ?? [];
        return `access-entry/${clusterName}/${kind}/${account}/${name}/${uuidOf(id)}`;
      }),
      createdAt: () => "2026-11-01T00:00:00Z",
      modifiedAt: () => "2026-11-01T00:00:00Z",
      tagsAll,
    },
    seconds: { create: 2, delete: 2 },
    price: free,
  }),

  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": defineType<
    aws.eks.AccessPolicyAssociation,
    aws.eks.AccessPolicyAssociationArgs
  >({
    replaceOn: ["clusterName", "principalArn", "policyArn", "accessScope"],
    id: ({ inputs: { clusterName, principalArn, policyArn } }) =>
      [clusterName, principalArn, policyArn].join("#"),
    references: {
      clusterName: cluster,
      principalArn: { type: "aws:eks/accessEntry:AccessEntry", by: "principalArn" },
    },
    outputs: { associatedAt: () => "2026-11-01T00:00:00Z", modifiedAt: () => "2026-11-01T00:00:00Z" },
    seconds: { create: 2, delete: 2 },
    price: free,
  }),

  "aws:eks/addon:Addon": defineType<aws.eks.Addon, aws.eks.AddonArgs>({
    replaceOn: ["clusterName", "addonName", "namespaceConfig"],
    unique: ["clusterName", "addonName"],
    importId: ({ clusterName, addonName }) => joined(clusterName, ":", addonName),
    references: { clusterName: heldCluster },
    outputs: {
      arn: arn("eks", ({ inputs, id }) => `addon/${inputs.clusterName}/${inputs.addonName}/${uuidOf(id)}`),
      createdAt: () => "2026-11-01T00:00:00Z",
      modifiedAt: () => "2026-11-01T00:00:00Z",
      tagsAll,
    },
    summary: ["addonName"],
    seconds: { create: 50, delete: 10, source: `${logs}: metrics-server, 2 logs (45 and 55 s)` },
    price: free,
    after: [
      {
        first: ["aws:eks/accessPolicyAssociation:AccessPolicyAssociation"],
        because:
          "access policies take effect while an add-on is created, before the first object in the cluster",
        source: "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
      },
    ],
  }),

  "aws:eks/podIdentityAssociation:PodIdentityAssociation": defineType<
    aws.eks.PodIdentityAssociation,
    aws.eks.PodIdentityAssociationArgs
  >({
    replaceOn: ["clusterName", "namespace", "serviceAccount"],
    unique: ["clusterName", "namespace", "serviceAccount"],
    id: ({ hex }) => `a-${lettersOf(hex(64), 17).toLowerCase()}`,
    references: { clusterName: cluster, roleArn: role },
    outputs: {
      associationArn: arn("eks", ({ inputs, id }) => `podidentityassociation/${inputs.clusterName}/${id}`),
      associationId: ownId,
      externalId: () => "",
      tagsAll,
    },
    summary: ["namespace", "serviceAccount"],
    seconds: { create: 2, delete: 2 },
    price: free,
    after: [
      {
        first: rolePermissions,
        because: "pods that wait for the association need the role's permissions",
        source: "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html",
      },
    ],
  }),
};

/** The digits in a cluster's endpoint. */
const clusterDigits = (name: string) =>
  createHash("sha256").update(name).digest("hex").slice(0, 32).toUpperCase();

const certificate = Buffer.from("simulated certificate authority").toString("base64");
