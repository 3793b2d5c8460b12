/** Documented refusals of EKS clusters, their access and add-ons. */
import { type RefusalTable, text } from "./table";

const api = "https://docs.aws.amazon.com/eks/latest/APIReference";
const guide = "https://docs.aws.amazon.com/eks/latest/userguide";
const partitions = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html";
const vpcConfig = { subnetIds: ["<subnet-a.id>", "<subnet-b.id>"], endpointPrivateAccess: true };
const cluster = {
  name: "orders",
  roleArn: "<cluster-role.arn>",
  version: "1.35",
  accessConfig: { authenticationMode: "API" },
  vpcConfig,
};
const autoMode = (compute: boolean, storage: boolean) => ({
  bootstrapSelfManagedAddons: false,
  computeConfig: { enabled: compute, nodePools: ["general-purpose"], nodeRoleArn: "<node-role.arn>" },
  kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
  storageConfig: { blockStorage: { enabled: storage } },
});
const policyArn = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`;

export const clusters: readonly RefusalTable[] = [
  {
    type: "aws:eks/cluster:Cluster",
    source: `${api}/API_CreateCluster.html`,
    valid: cluster,
    rows: [
      { kind: "text not allowed", title: "a name of 101 characters", refused: { name: text(101) }, accepted: { name: text(100) }, names: "name" },
      { kind: "text not allowed", title: "a name that begins with a hyphen", refused: { name: "-orders" }, accepted: { name: "orders-" }, names: "name" },
      { kind: "conflict with another resource", title: "two clusters of one name", refused: { name: "shop" }, accepted: {}, names: "name" },
      { kind: "conflict with another resource", title: "subnets in one zone", refused: { vpcConfig: { ...vpcConfig, subnetIds: ["<subnet-a.id>", "<subnet-a2.id>"] } }, accepted: {}, names: "subnetIds", source: `${guide}/network-reqs.html` },
      { kind: "not in the list of values", title: "an unknown log type", refused: { enabledClusterLogTypes: ["apis"] }, accepted: { enabledClusterLogTypes: ["api", "audit", "scheduler"] }, names: "enabledClusterLogTypes" },
      { kind: "text not allowed", title: "public addresses for services", refused: { kubernetesNetworkConfig: { serviceIpv4Cidr: "8.8.0.0/16" } }, accepted: { kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16" } }, names: "serviceIpv4Cidr", source: `${api}/API_KubernetesNetworkConfigRequest.html` },
      { kind: "number out of its range", title: "a block of /25 for services", refused: { kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/25" } }, accepted: { kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/24" } }, names: "serviceIpv4Cidr", source: `${api}/API_KubernetesNetworkConfigRequest.html` },
      {
        kind: "conflict with another resource",
        title: "services in the block of the VPC",
        refused: { kubernetesNetworkConfig: { serviceIpv4Cidr: "10.0.128.0/20" } },
        accepted: { kubernetesNetworkConfig: { serviceIpv4Cidr: "10.100.128.0/20" } },
        names: "serviceIpv4Cidr",
        source: `${api}/API_KubernetesNetworkConfigRequest.html`,
      },
      {
        kind: "inputs contradict each other",
        title: "no endpoint at all",
        refused: { vpcConfig: { ...vpcConfig, endpointPrivateAccess: false, endpointPublicAccess: false } },
        accepted: { vpcConfig: { ...vpcConfig, endpointPublicAccess: false } },
        names: "endpointPublicAccess",
        source: `${guide}/cluster-endpoint.html`,
      },
      { kind: "text not allowed", title: "a block of clients that cannot be read", refused: { vpcConfig: { ...vpcConfig, publicAccessCidrs: ["203.0.113.7/40"] } }, accepted: { vpcConfig: { ...vpcConfig, publicAccessCidrs: ["203.0.113.7/32"] } }, names: "publicAccessCidrs", source: `${api}/API_VpcConfigRequest.html` },
      { kind: "inputs contradict each other", title: "Auto Mode for nodes and not for storage", refused: autoMode(true, false), accepted: autoMode(true, true), names: "storageConfig", source: `${guide}/auto-enable-existing.html` },
      { kind: "not in the list of values", title: "an unknown node pool", refused: { ...autoMode(true, true), computeConfig: { enabled: true, nodePools: ["gpu"], nodeRoleArn: "<node-role.arn>" } }, accepted: autoMode(true, true), names: "nodePools", source: `${guide}/set-builtin-node-pools.html` },
      {
        kind: "not in the list of values",
        title: "encryption of ConfigMaps",
        refused: { encryptionConfig: { provider: { keyArn: "<key.arn>" }, resources: ["configmaps"] } },
        accepted: { encryptionConfig: { provider: { keyArn: "<key.arn>" }, resources: ["secrets"] } },
        names: "resources",
        source: `${api}/API_EncryptionConfig.html`,
      },
      { kind: "not in the list of values", title: "an unknown way of authentication", refused: { accessConfig: { authenticationMode: "IAM" } }, accepted: {}, names: "authenticationMode", source: `${api}/API_CreateAccessConfigRequest.html` },
      { kind: "not in the list of values", title: "an unknown support", refused: { upgradePolicy: { supportType: "LONG" } }, accepted: { upgradePolicy: { supportType: "EXTENDED" } }, names: "supportType", source: `${api}/API_UpgradePolicyRequest.html` },
      { kind: "change not allowed", title: "two minor versions at once", from: { version: "1.33" }, refused: { version: "1.35" }, accepted: { version: "1.34" }, names: "version", source: `${guide}/update-cluster.html` },
      { kind: "change not allowed", title: "back from API to API_AND_CONFIG_MAP", from: {}, refused: { accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } }, accepted: {}, names: "authenticationMode", source: `${guide}/setting-up-access-entries.html` },
    ],
  },
  {
    type: "aws:eks/accessEntry:AccessEntry",
    source: `${guide}/creating-access-entries.html`,
    valid: { clusterName: "<cluster.name>", principalArn: "<lambda-role.arn>" },
    rows: [
      { kind: "conflict with another resource", title: "a second entry of a principal", refused: { principalArn: "<build-role.arn>" }, accepted: {}, names: "principalArn" },
      { kind: "text not allowed", title: "a group of the system", refused: { kubernetesGroups: ["system:masters"] }, accepted: { kubernetesGroups: ["developers"] }, names: "kubernetesGroups" },
      { kind: "text not allowed", title: "a user name that begins with aws:", refused: { userName: "aws:deployer" }, accepted: { userName: "deployer" }, names: "userName" },
      { kind: "text not allowed", title: "a session of STS as the principal", refused: { principalArn: "arn:aws:sts::111122223333:assumed-role/build-role/session" }, accepted: {}, names: "principalArn", source: `${api}/API_CreateAccessEntry.html` },
      { kind: "inputs contradict each other", title: "groups for the entry of nodes", refused: { type: "EC2_LINUX", kubernetesGroups: ["developers"] }, accepted: { type: "EC2_LINUX" }, names: "kubernetesGroups", source: `${api}/API_CreateAccessEntry.html` },
      { kind: "not in the list of values", title: "an unknown type of entry", refused: { type: "ADMIN" }, accepted: { type: "STANDARD" }, names: "type", source: `${api}/API_CreateAccessEntry.html` },
      { kind: "text not allowed", title: "a principal of another partition", refused: { principalArn: "arn:aws-cn:iam::111122223333:role/lambda-role" }, accepted: {}, names: "principalArn", source: partitions },
      { kind: "reference to nothing", title: "an entry of a cluster that does not exist", refused: { clusterName: "warehouse" }, accepted: {}, names: "clusterName", source: `${api}/API_CreateAccessEntry.html` },
    ],
  },
  {
    type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    source: `${api}/API_AssociateAccessPolicy.html`,
    valid: { clusterName: "<cluster.name>", principalArn: "<entry.principalArn>", policyArn: policyArn("AmazonEKSViewPolicy"), accessScope: { type: "cluster" } },
    rows: [
      { kind: "not in the list of values", title: "an unknown access policy", refused: { policyArn: policyArn("AmazonEKSOwnerPolicy") }, accepted: { policyArn: policyArn("AmazonEKSClusterAdminPolicy") }, names: "policyArn", source: `${guide}/access-policy-permissions.html` },
      { kind: "text not allowed", title: "a policy of IAM as the access policy", refused: { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }, accepted: {}, names: "policyArn" },
      { kind: "required input missing", title: "namespaces without their names", refused: { accessScope: { type: "namespace" } }, accepted: { accessScope: { type: "namespace", namespaces: ["shop"] } }, names: "namespaces", source: `${api}/API_AccessScope.html` },
      { kind: "not in the list of values", title: "an unknown scope", refused: { accessScope: { type: "pod" } }, accepted: {}, names: "accessScope.type", source: `${api}/API_AccessScope.html` },
      { kind: "reference to nothing", title: "a principal without an entry", refused: { principalArn: "<node-role.arn>" }, accepted: {}, names: "principalArn" },
    ],
  },
  {
    type: "aws:eks/addon:Addon",
    source: `${api}/API_CreateAddon.html`,
    valid: { clusterName: "<cluster.name>", addonName: "vpc-cni" },
    rows: [
      { kind: "not in the list of values", title: "an unknown add-on", refused: { addonName: "vpc-dns" }, accepted: { addonName: "coredns" }, names: "addonName" },
      { kind: "not in the list of values", title: "an unknown way to resolve conflicts", refused: { resolveConflictsOnUpdate: "MERGE" }, accepted: { resolveConflictsOnUpdate: "OVERWRITE" }, names: "resolveConflictsOnUpdate" },
      { kind: "document not accepted", title: "values that are neither JSON nor YAML", refused: { configurationValues: "{replicas: [" }, accepted: { configurationValues: '{"replicaCount":2}' }, names: "configurationValues" },
      { kind: "conflict with another resource", title: "an add-on twice", refused: {}, accepted: { addonName: "kube-proxy" }, names: "addonName", before: [{ type: "aws:eks/addon:Addon", inputs: { clusterName: "<cluster.name>", addonName: "vpc-cni" } }] },
    ],
  },
  {
    type: "aws:eks/nodeGroup:NodeGroup",
    source: `${api}/API_NodegroupScalingConfig.html`,
    valid: { clusterName: "<cluster.name>", nodeRoleArn: "<node-role.arn>", subnetIds: ["<subnet-a.id>"], scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 2 } },
    rows: [
      { kind: "inputs contradict each other", title: "fewer nodes at most than at least", refused: { scalingConfig: { minSize: 3, maxSize: 1, desiredSize: 3 } }, accepted: {}, names: "scalingConfig" },
      { kind: "number out of its range", title: "no node at most", refused: { scalingConfig: { minSize: 0, maxSize: 0, desiredSize: 0 } }, accepted: { scalingConfig: { minSize: 0, maxSize: 1, desiredSize: 0 } }, names: "maxSize" },
      { kind: "not in the list of values", title: "an unknown effect of a taint", refused: { taints: [{ key: "gpu", effect: "NEVER" }] }, accepted: { taints: [{ key: "gpu", effect: "NO_SCHEDULE" }] }, names: "effect", source: `${api}/API_Taint.html` },
      { kind: "not in the list of values", title: "an unknown type of capacity", refused: { capacityType: "CHEAP" }, accepted: { capacityType: "SPOT" }, names: "capacityType", source: `${api}/API_CreateNodegroup.html` },
    ],
  },
];
