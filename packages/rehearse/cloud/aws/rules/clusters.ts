/** Rules of EKS clusters, their access, add-ons and nodes. */
import { IPv6 } from "ipaddr.js";
import { parse } from "yaml";
import { blockProblems, contains, overlaps, parseBlock } from "../../cidr";
import type { Cloud } from "../../cloud";
import type { Judgement, Rule } from "../../package";
import type { Properties, Subject } from "../../resource-type";
import { partitionOf } from "../partitions";
import { judgeName, type KnownNames } from "./known-names";
import { before, docs, isGiven, objectAt, problemsOf, textsAt, wrong } from "./messages";

const api = `${docs}/eks/latest/APIReference`;
const guide = `${docs}/eks/latest/userguide`;
const clusterType = "aws:eks/cluster:Cluster";

/** From `aws eks list-access-policies` in April 2026 and the user guide. */
const accessPolicies: KnownNames = {
  read: "2026-04-30",
  source: `${guide}/access-policy-permissions.html`,
  form: /^Amazon[A-Za-z0-9]+Policy$|^A[A-Za-z0-9]+Policy$/,
  what: "an access policy of EKS",
  names: new Set(
    `AIDevOpsAgentAccessPolicy AmazonAIOpsAssistantPolicy AmazonARCRegionSwitchScalingPolicy AmazonEKSACKPolicy AmazonEKSAdminPolicy
   AmazonEKSAdminViewPolicy AmazonEKSArgoCDClusterPolicy AmazonEKSArgoCDPolicy AmazonEKSAutoNodePolicy
   AmazonEKSBlockStorageClusterPolicy AmazonEKSBlockStoragePolicy AmazonEKSClusterAdminPolicy AmazonEKSClusterInsightsPolicy
   AmazonEKSComputeClusterPolicy AmazonEKSComputePolicy AmazonEKSEditPolicy AmazonEKSEventPolicy AmazonEKSHybridPolicy
   AmazonEKSKROPolicy AmazonEKSLoadBalancingClusterPolicy AmazonEKSLoadBalancingPolicy AmazonEKSLocalOutpostClusterPolicy
   AmazonEKSNetworkingClusterPolicy AmazonEKSNetworkingPolicy AmazonEKSPodIdentityPolicy AmazonEKSSecretAdminPolicy
   AmazonEKSSecretReaderPolicy AmazonEKSViewPolicy AmazonEMRJobPolicy AmazonSagemakerHyperpodClusterPolicy
   AmazonSagemakerHyperpodControllerPolicy AmazonSagemakerHyperpodSpacePolicy AmazonSagemakerHyperpodSpaceTemplatePolicy
   AmazonSagemakerHyperpodSystemNamespacePolicy AmazonSagemakerHyperpodUserClusterPolicy`.split(/\s+/),
  ),
};

/** Add-ons of AWS and of the community. Those of other vendors have an underscore: `datadog_operator`. */
const addons: KnownNames = {
  read: "2026-11-26",
  source: `${guide}/workloads-add-ons-available-eks.html`,
  form: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  what: "a name that DescribeAddonVersions returns",
  names: new Set(
    `adot amazon-cloudwatch-observability aws-ebs-csi-driver aws-efs-csi-driver aws-fsx-csi-driver
   aws-guardduty-agent aws-mountpoint-s3-csi-driver aws-network-flow-monitoring-agent aws-privateca-connector-for-kubernetes
   aws-privateca-issuer aws-secrets-store-csi-driver-provider aws-load-balancer-controller cert-manager coredns
   amazon-sagemaker-hyperpod-observability amazon-sagemaker-hyperpod-taskgovernance amazon-sagemaker-hyperpod-training-operator
   amazon-sagemaker-spaces eks-node-monitoring-agent eks-pod-identity-agent external-dns fluent-bit kube-proxy
   kube-state-metrics metrics-server prometheus-node-exporter snapshot-controller vpc-cni`.split(/\s+/),
  ),
};

const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

function serviceBlockProblems({ inputs, cloud }: Subject<Properties>): string[] {
  const input = "kubernetesNetworkConfig.serviceIpv4Cidr";
  const block = objectAt(inputs.kubernetesNetworkConfig).serviceIpv4Cidr;
  if (typeof block !== "string" || block === "") return [];
  const unreadable = blockProblems(input, block);
  if (unreadable.length > 0) return unreadable;
  const own = parseBlock(block);
  const source = `${api}/API_KubernetesNetworkConfigRequest.html`;
  const [subnetId = ""] = textsAt(objectAt(inputs.vpcConfig).subnetIds);
  const vpcId = cloud.find("aws:ec2/subnet:Subnet", subnetId)?.outputs.vpcId;
  const network =
    typeof vpcId === "string" ? cloud.find("aws:ec2/vpc:Vpc", vpcId)?.outputs.cidrBlock : undefined;
  return problemsOf(
    !privateBlocks.some((each) => contains(parseBlock(each), own)) &&
      wrong(input, block, `a block in ${privateBlocks.join(", ")} is allowed`, source),
    (own.prefix < 12 || own.prefix > 24) && wrong(input, block, "/12 to /24 are allowed", source),
    typeof network === "string" &&
      overlaps(parseBlock(network), own) &&
      wrong(input, block, `it must not overlap the VPC's ${network}`, source),
  );
}

const enabled = (value: unknown) => objectAt(value).enabled === true;

function autoModeProblems(inputs: Properties): string[] {
  const { computeConfig, kubernetesNetworkConfig, storageConfig } = inputs;
  const compute = enabled(computeConfig);
  const balancing = enabled(objectAt(kubernetesNetworkConfig).elasticLoadBalancing);
  const storage = enabled(objectAt(storageConfig).blockStorage);
  const source = `${api}/API_CreateCluster.html`;
  const { nodePools, nodeRoleArn } = objectAt(computeConfig);
  const differs = compute !== balancing || compute !== storage;
  return problemsOf(
    differs &&
      wrong(
        "computeConfig.enabled, kubernetesNetworkConfig.elasticLoadBalancing.enabled and storageConfig.blockStorage.enabled",
        [compute, balancing, storage],
        "EKS Auto Mode has all three, or none",
        source,
      ),
    textsAt(nodePools).length > 0 !== isGiven(nodeRoleArn) &&
      wrong(
        "computeConfig.nodeRoleArn",
        nodeRoleArn,
        "it is needed with nodePools, and only with them",
        source,
      ),
  );
}

function endpointProblems({ vpcConfig }: Properties): string[] {
  const { endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs } = objectAt(vpcConfig);
  return [
    ...problemsOf(
      endpointPublicAccess === false &&
        endpointPrivateAccess !== true &&
        wrong(
          "vpcConfig.endpointPublicAccess",
          false,
          "the public endpoint, the private one, or both are allowed",
          `${guide}/cluster-endpoint.html`,
        ),
    ),
    ...textsAt(publicAccessCidrs)
      .filter((block) => !IPv6.isValidCIDR(block))
      .flatMap((block) => blockProblems("vpcConfig.publicAccessCidrs", block)),
  ];
}

const modes = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

function changeProblems(subject: Subject<Properties>): string[] {
  const earlier = before(subject, clusterType);
  if (!earlier) return [];
  const [was, is] = [earlier, subject.inputs].map(
    ({ accessConfig }) => objectAt(accessConfig).authenticationMode,
  );
  return problemsOf(
    isGiven(was) &&
      isGiven(is) &&
      modes.indexOf(String(is)) < modes.indexOf(String(was)) &&
      wrong(
        "accessConfig.authenticationMode",
        is,
        `it was "${was}"; a change from CONFIG_MAP to API_AND_CONFIG_MAP to API is allowed, and none back`,
        `${guide}/setting-up-access-entries.html`,
      ),
  );
}

const cluster: Rule = (subject) => [
  ...serviceBlockProblems(subject),
  ...autoModeProblems(subject.inputs),
  ...endpointProblems(subject.inputs),
  ...changeProblems(subject),
];

const accessEntry: Rule = ({ inputs, cloud }) => {
  const { type = "STANDARD", kubernetesGroups, userName, clusterName } = inputs;
  const source = `${api}/API_CreateAccessEntry.html`;
  const given =
    textsAt(kubernetesGroups).length > 0 ? "kubernetesGroups" : isGiven(userName) ? "userName" : "";
  const mode = objectAt(
    typeof clusterName === "string"
      ? cloud.find(clusterType, clusterName, "name")?.outputs.accessConfig
      : undefined,
  ).authenticationMode;
  return problemsOf(
    type !== "STANDARD" &&
      given !== "" &&
      wrong(given, inputs[given], "only an entry of type STANDARD has it", source),
    mode === "CONFIG_MAP" &&
      wrong("clusterName", clusterName, "its authenticationMode must be API or API_AND_CONFIG_MAP", source),
  );
};

/** The ARN is the same in every account: `arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy`. */
function judgeAccessPolicy({ policyArn }: Properties, cloud: Cloud): Judgement {
  const { id } = partitionOf(cloud.account.region);
  const [, name] =
    new RegExp(`^arn:${id}:eks::aws:cluster-access-policy/([^/]+)$`).exec(String(policyArn)) ?? [];
  const form = `arn:${id}:eks::aws:cluster-access-policy/NAME is allowed`;
  return name === undefined
    ? { problems: [wrong("policyArn", policyArn, form, accessPolicies.source)], notChecked: [] }
    : judgeName("policyArn", name, accessPolicies, cloud.today);
}

const accessPolicy: Rule = ({ inputs, cloud }) => {
  const { clusterName, principalArn } = inputs;
  const isSimulated = typeof clusterName === "string" && cloud.find(clusterType, clusterName, "name");
  const hasEntry = cloud
    .list("aws:eks/accessEntry:AccessEntry")
    .some(({ inputs: entry }) => entry.clusterName === clusterName && entry.principalArn === principalArn);
  const { type, namespaces } = objectAt(inputs.accessScope);
  const source = `${api}/API_AccessScope.html`;
  return problemsOf(
    ...judgeAccessPolicy(inputs, cloud).problems,
    isSimulated &&
      !hasEntry &&
      wrong(
        "principalArn",
        principalArn,
        `a principal with an access entry of ${clusterName} is allowed`,
        `${api}/API_AssociateAccessPolicy.html`,
      ),
    type === "namespace" &&
      textsAt(namespaces).length === 0 &&
      wrong("accessScope.namespaces", undefined, 'the type "namespace" needs them', source),
    type === "cluster" &&
      textsAt(namespaces).length > 0 &&
      wrong("accessScope.namespaces", namespaces, 'the type "cluster" has none', source),
  );
};

const judgeAddon = ({ addonName }: Properties, cloud: Cloud): Judgement => {
  const name = String(addonName);
  // The list has no add-ons of other vendors, whose names have the form VENDOR_NAME.
  return name.includes("_")
    ? { problems: [], notChecked: [`addonName: whether EKS offers "${name}", an add-on of another vendor`] }
    : judgeName("addonName", name, addons, cloud.today);
};

const addon: Rule = ({ inputs, cloud }) => {
  const { configurationValues } = inputs;
  return problemsOf(
    ...judgeAddon(inputs, cloud).problems,
    typeof configurationValues === "string" &&
      !isYaml(configurationValues) &&
      wrong(
        "configurationValues",
        configurationValues,
        "JSON or YAML is allowed",
        `${api}/API_CreateAddon.html`,
      ),
  );
};

function isYaml(text: string): boolean {
  try {
    return parse(text) !== undefined;
  } catch {
    return false;
  }
}

const nodeGroup: Rule = ({ inputs }) => {
  const { minSize, maxSize, desiredSize } = objectAt(inputs.scalingConfig);
  const source = `${api}/API_NodegroupScalingConfig.html`;
  return problemsOf(
    Number(maxSize) < 1 && wrong("scalingConfig.maxSize", maxSize, "at least 1 is allowed", source),
    Number(minSize) > Number(maxSize) &&
      wrong("scalingConfig.minSize", minSize, `at most maxSize, ${maxSize}, is allowed`, source),
    (Number(desiredSize) < Number(minSize) || Number(desiredSize) > Number(maxSize)) &&
      wrong("scalingConfig.desiredSize", desiredSize, `${minSize} to ${maxSize} are allowed`, source),
  );
};

/** What the rules cannot judge. */
export const notChecked: Readonly<Record<string, Rule>> = {
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": ({ inputs, cloud }) =>
    judgeAccessPolicy(inputs, cloud).notChecked,
  "aws:eks/addon:Addon": ({ inputs, cloud }) => judgeAddon(inputs, cloud).notChecked,
};

export const rules: Readonly<Record<string, Rule>> = {
  [clusterType]: cluster,
  "aws:eks/accessEntry:AccessEntry": accessEntry,
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": accessPolicy,
  "aws:eks/addon:Addon": addon,
  "aws:eks/nodeGroup:NodeGroup": nodeGroup,
};
