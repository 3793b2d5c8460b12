/** The names of EC2: networks and security groups. */
import { absent, type Names, otherShape, otherType, provider } from "./reasons";

/** A rule of a security group: CloudFormation names the other group by direction. */
const rule = (direction: "Source" | "Destination"): Names => ({
  cidrIpv4: "CidrIp",
  prefixListId: `${direction}PrefixListId`,
  referencedSecurityGroupId: `${direction}SecurityGroupId`,
  securityGroupId: "GroupId",
  tags: absent,
});

/** A rule inside a security group, which CloudFormation has once for each block or group. */
const inlineRules = (list: string): Names => ({
  [`${list}.cidrBlocks`]: otherShape,
  [`${list}.ipv6CidrBlocks`]: otherShape,
  [`${list}.prefixListIds`]: otherShape,
  [`${list}.protocol`]: "IpProtocol",
  [`${list}.securityGroups`]: otherShape,
  [`${list}.self`]: otherShape,
});

export const ec2Names: Readonly<Record<string, Names>> = {
  "aws:ec2/eip:Eip": {
    associateWithPrivateIp: absent,
    customerOwnedIpv4Pool: absent,
    instance: "InstanceId",
    networkInterface: absent,
  },
  "aws:ec2/flowLog:FlowLog": {
    eniId: "ResourceId",
    iamRoleArn: "DeliverLogsPermissionArn",
    regionalNatGatewayId: "ResourceId",
    subnetId: "ResourceId",
    transitGatewayAttachmentId: "ResourceId",
    transitGatewayId: "ResourceId",
    vpcId: "ResourceId",
  },
  "aws:ec2/internetGateway:InternetGateway": { vpcId: otherType },
  "aws:ec2/natGateway:NatGateway": { privateIp: "PrivateIpAddress" },
  "aws:ec2/route:Route": { egressOnlyGatewayId: "EgressOnlyInternetGatewayId" },
  "aws:ec2/routeTable:RouteTable": { propagatingVgws: otherType, routes: otherType },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { gatewayId: otherType },
  "aws:ec2/securityGroup:SecurityGroup": {
    description: "GroupDescription",
    ...inlineRules("egress"),
    ...inlineRules("ingress"),
    name: "GroupName",
    revokeRulesOnDelete: provider,
  },
  "aws:ec2/subnet:Subnet": {
    customerOwnedIpv4Pool: absent,
    enableResourceNameDnsARecordOnLaunch: otherShape,
    enableResourceNameDnsAaaaRecordOnLaunch: otherShape,
    mapCustomerOwnedIpOnLaunch: absent,
    privateDnsHostnameTypeOnLaunch: otherShape,
  },
  "aws:ec2/vpc:Vpc": {
    assignGeneratedIpv6CidrBlock: otherType,
    enableNetworkAddressUsageMetrics: absent,
    ipv6CidrBlock: otherType,
    ipv6CidrBlockNetworkBorderGroup: otherType,
    ipv6IpamPoolId: otherType,
    ipv6NetmaskLength: otherType,
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    autoAccept: provider,
    policy: "PolicyDocument",
    subnetConfigurations: absent,
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule("Destination"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule("Source"),
};
