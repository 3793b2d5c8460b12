import type * as aws from "@pulumi/aws";
import { contains, overlaps } from "../../../../infra/cidr";
import { behaves, type Properties, type Reference, type Subject } from "../behaviour";
import type { Cloud } from "../cloud";
import { isForLoadBalancers, loadBalancers } from "../kubernetes";
import { block } from "../paths";
import { accountId, arn, empty, logs, ownId, tagsAll } from "./common";

/** What an EC2 reference to the VPC or a subnet means: the target must exist, and cannot go before. */
const vpc: Reference = { type: "aws:ec2/vpc:Vpc", holds: true };
const subnet: Reference = { type: "aws:ec2/subnet:Subnet", holds: true };
const routeTable: Reference = { type: "aws:ec2/routeTable:RouteTable", holds: true };

const internetGateway = "aws:ec2/internetGateway:InternetGateway";
const natGateway = "aws:ec2/natGateway:NatGateway";

/** Id of the VPC that a subnet lies in. */
function vpcOf(cloud: Cloud, subnetId: unknown): unknown {
  return cloud.find(subnet.type, String(subnetId))?.inputs.vpcId;
}

/** Groups that a rule names and nobody has. EKS makes one for each cluster, which rules may name like any other. */
function missingGroups({
  inputs,
  cloud,
}: Subject<{ securityGroupId: string; referencedSecurityGroupId?: string | undefined }>): string[] {
  const named = {
    securityGroupId: inputs.securityGroupId,
    referencedSecurityGroupId: inputs.referencedSecurityGroupId,
  };
  const ofClusters = cloud
    .list("aws:eks/cluster:Cluster")
    .map(({ outputs }) => Object(outputs.vpcConfig).clusterSecurityGroupId);
  return Object.entries(named).flatMap(([input, id]) =>
    id === undefined || ofClusters.includes(id) || cloud.find("aws:ec2/securityGroup:SecurityGroup", id)
      ? []
      : [`${input} names ${id}, and no security group has that id`],
  );
}

/** A rule of a security group, whichever way it goes. */
const rule = {
  replaceOn: ["securityGroupId"] as const,
  refuse: missingGroups,
  outputs: {
    arn: arn("ec2", ({ id }: Subject<Properties> | Subject<never>) => `security-group-rule/${id}`),
    securityGroupRuleId: ownId,
    tagsAll,
  },
  seconds: { create: 2, delete: 2 },
};

export const resources = {
  "aws:ec2/vpc:Vpc": behaves<aws.ec2.Vpc, aws.ec2.VpcArgs>({
    replaceOn: ["cidrBlock", "instanceTenancy"],
    refuse: ({ inputs }) => {
      const { mask } = block(inputs.cidrBlock ?? "");
      return mask < 16 || mask > 28 ? [`cidrBlock ${inputs.cidrBlock} is not between /16 and /28`] : [];
    },
    defaults: { ipv6CidrBlock: empty },
    outputs: {
      arn: arn("ec2", ({ id }) => `vpc/${id}`),
      defaultNetworkAclId: ({ id }) => id.replace("vpc-", "acl-"),
      defaultRouteTableId: ({ id }) => id.replace("vpc-", "rtb-"),
      defaultSecurityGroupId: ({ id }) => id.replace("vpc-", "sg-"),
      dhcpOptionsId: ({ id }) => id.replace("vpc-", "dopt-"),
      ipv6AssociationId: empty,
      mainRouteTableId: ({ id }) => id.replace("vpc-", "rtb-"),
      ownerId: accountId,
      tagsAll,
    },
    seconds: { create: 12, delete: 2 },
  }),

  "aws:ec2/subnet:Subnet": behaves<aws.ec2.Subnet, aws.ec2.SubnetArgs>({
    replaceOn: ["vpcId", "cidrBlock", "availabilityZone"],
    references: { vpcId: vpc },
    refuse: ({ id, inputs, cloud }) => {
      const own = block(inputs.cidrBlock ?? "");
      const home = cloud.find("aws:ec2/vpc:Vpc", inputs.vpcId);
      const outside = home && !contains(block(String(home.outputs.cidrBlock)), own);
      const siblings = cloud
        .list("aws:ec2/subnet:Subnet")
        .filter((other) => other.id !== id && other.outputs.vpcId === inputs.vpcId)
        .filter((other) => overlaps(block(String(other.outputs.cidrBlock)), own));
      const zone = inputs.availabilityZone ?? "";
      return [
        ...(outside
          ? [`cidrBlock ${inputs.cidrBlock} lies outside the VPC's ${home.outputs.cidrBlock}`]
          : []),
        ...siblings.map(
          (other) => `cidrBlock ${inputs.cidrBlock} overlaps ${other.outputs.cidrBlock} of "${other.name}"`,
        ),
        ...(zone.startsWith(cloud.account.region) ? [] : [`zone ${zone} is not in ${cloud.account.region}`]),
      ];
    },
    refuseDelete: ({ inputs, cloud }) =>
      isForLoadBalancers(inputs.tags)
        ? loadBalancers(cloud).map((name) => `a network interface of the load balancer ${name} is in it`)
        : [],
    outputs: {
      arn: arn("ec2", ({ id }) => `subnet/${id}`),
      ipv6CidrBlockAssociationId: empty,
      ownerId: accountId,
      tagsAll,
    },
    seconds: { create: 11, delete: 2 },
  }),

  [internetGateway]: behaves<aws.ec2.InternetGateway, aws.ec2.InternetGatewayArgs>({
    references: { vpcId: vpc },
    // https://docs.aws.amazon.com/vpc/latest/userguide/working-with-igw.html
    refuseDelete: ({ cloud, inputs }) => [
      ...loadBalancers(cloud).map((name) => `the load balancer ${name} has public addresses in its VPC`),
      ...cloud
        .list(natGateway)
        .filter((gateway) => vpcOf(cloud, gateway.inputs.subnetId) === inputs.vpcId)
        .map(({ name }) => `the NAT gateway "${name}" has a public address in its VPC`),
    ],
    outputs: { arn: arn("ec2", ({ id }) => `internet-gateway/${id}`), ownerId: accountId, tagsAll },
    seconds: { create: 2, delete: 10 },
  }),

  "aws:ec2/routeTable:RouteTable": behaves<aws.ec2.RouteTable, aws.ec2.RouteTableArgs>({
    replaceOn: ["vpcId"],
    references: { vpcId: vpc },
    outputs: { arn: arn("ec2", ({ id }) => `route-table/${id}`), ownerId: accountId, tagsAll },
    seconds: { create: 2, delete: 2 },
  }),

  "aws:ec2/routeTableAssociation:RouteTableAssociation": behaves<
    aws.ec2.RouteTableAssociation,
    aws.ec2.RouteTableAssociationArgs
  >({
    replaceOn: ["subnetId", "gatewayId"],
    references: { routeTableId: routeTable, subnetId: subnet },
    outputs: {},
    seconds: { create: 2, delete: 2 },
  }),

  "aws:ec2/route:Route": behaves<aws.ec2.Route, aws.ec2.RouteArgs>({
    replaceOn: ["routeTableId", "destinationCidrBlock"],
    references: {
      routeTableId: routeTable,
      gatewayId: { type: "aws:ec2/internetGateway:InternetGateway" },
      natGatewayId: { type: "aws:ec2/natGateway:NatGateway" },
    },
    outputs: {
      instanceId: empty,
      instanceOwnerId: empty,
      origin: () => "CreateRoute",
      state: () => "active",
    },
    seconds: { create: 2, delete: 2 },
  }),

  "aws:ec2/eip:Eip": behaves<aws.ec2.Eip, aws.ec2.EipArgs>({
    outputs: {
      allocationId: ownId,
      arn: arn("ec2", ({ id }) => `elastic-ip/${id}`),
      associationId: empty,
      carrierIp: empty,
      customerOwnedIp: empty,
      privateDns: empty,
      privateIp: empty,
      ptrRecord: empty,
      publicDns: empty,
      publicIp: () => "198.51.100.10",
      tagsAll,
    },
    seconds: { create: 2, delete: 2 },
  }),

  [natGateway]: behaves<aws.ec2.NatGateway, aws.ec2.NatGatewayArgs>({
    replaceOn: ["subnetId", "allocationId", "connectivityType"],
    references: {
      subnetId: subnet,
      allocationId: { type: "aws:ec2/eip:Eip", by: "allocationId", holds: true },
    },
    // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
    refuse: ({ cloud, inputs }) => {
      const id = vpcOf(cloud, inputs.subnetId);
      const attached = cloud.list(internetGateway).some((gateway) => gateway.inputs.vpcId === id);
      return attached || inputs.connectivityType === "private"
        ? []
        : [`${id} has no internet gateway attached`];
    },
    outputs: {
      associationId: empty,
      autoProvisionZones: empty,
      autoScalingIps: empty,
      networkInterfaceId: ({ id }) => id.replace("natgateway-", "eni-"),
      publicIp: () => "198.51.100.10",
      regionalNatGatewayAddresses: () => [],
      regionalNatGatewayAutoMode: empty,
      routeTableId: empty,
      tagsAll,
    },
    seconds: {
      create: 106,
      delete: 57,
      source: `${logs}: created, median of 8 (85 to 125 s); deleted, median of 10 (20 to 79 s)`,
    },
  }),

  "aws:ec2/vpcEndpoint:VpcEndpoint": behaves<aws.ec2.VpcEndpoint, aws.ec2.VpcEndpointArgs>({
    replaceOn: ["vpcId", "serviceName", "vpcEndpointType"],
    references: { vpcId: vpc, "routeTableIds[]": { type: "aws:ec2/routeTable:RouteTable" } },
    refuse: ({ inputs, cloud }) => {
      const region = inputs.serviceName?.split(".")[2];
      return region === cloud.account.region ? [] : [`service ${inputs.serviceName} is not of this region`];
    },
    outputs: {
      arn: arn("ec2", ({ id }) => `vpc-endpoint/${id}`),
      cidrBlocks: () => [],
      dnsEntries: () => [],
      networkInterfaceIds: () => [],
      ownerId: accountId,
      prefixListId: () => "pl-63a5400a",
      requesterManaged: () => false,
      state: () => "available",
      tagsAll,
    },
    seconds: { create: 7, delete: 7 },
  }),

  "aws:ec2/flowLog:FlowLog": behaves<aws.ec2.FlowLog, aws.ec2.FlowLogArgs>({
    replaceOn: ["vpcId", "trafficType", "logDestination", "iamRoleArn", "maxAggregationInterval"],
    references: { vpcId: vpc, iamRoleArn: { type: "aws:iam/role:Role", by: "arn" } },
    outputs: { arn: arn("ec2", ({ id }) => `vpc-flow-log/${id}`), tagsAll },
    seconds: { create: 2, delete: 2 },
  }),

  "aws:ec2/securityGroup:SecurityGroup": behaves<aws.ec2.SecurityGroup, aws.ec2.SecurityGroupArgs>({
    autoName: { property: "name", maxLength: 255 },
    replaceOn: ["name", "description", "vpcId"],
    unique: ["vpcId", "name"],
    references: { vpcId: vpc },
    outputs: { arn: arn("ec2", ({ id }) => `security-group/${id}`), ownerId: accountId, tagsAll },
    seconds: { create: 3, delete: 2 },
  }),

  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": behaves<
    aws.vpc.SecurityGroupIngressRule,
    aws.vpc.SecurityGroupIngressRuleArgs
  >(rule),

  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": behaves<
    aws.vpc.SecurityGroupEgressRule,
    aws.vpc.SecurityGroupEgressRuleArgs
  >(rule),
};
