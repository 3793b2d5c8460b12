/** Documented refusals of VPCs, subnets, gateways and routes. */
import type { RefusalTable } from "./table";

const guide = "https://docs.aws.amazon.com/vpc/latest/userguide";
const api = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference";

export const network: readonly RefusalTable[] = [
  {
    type: "aws:ec2/vpc:Vpc",
    source: `${guide}/vpc-cidr-blocks.html`,
    valid: { cidrBlock: "10.9.0.0/16" },
    rows: [
      { kind: "number out of its range", title: "a VPC larger than /16", refused: { cidrBlock: "10.8.0.0/15" }, accepted: { cidrBlock: "10.8.0.0/16" }, names: "cidrBlock" },
      { kind: "number out of its range", title: "a VPC smaller than /28", refused: { cidrBlock: "10.8.0.0/29" }, accepted: { cidrBlock: "10.8.0.0/28" }, names: "cidrBlock" },
      { kind: "text not allowed", title: "a block of three numbers", refused: { cidrBlock: "10.8.0/16" }, accepted: { cidrBlock: "10.8.0.0/16" }, names: "cidrBlock" },
      { kind: "text not allowed", title: "an address without a prefix", refused: { cidrBlock: "10.8.0.0" }, accepted: { cidrBlock: "10.8.0.0/20" }, names: "cidrBlock" },
      { kind: "required input missing", title: "a VPC without a block or an IPAM pool", refused: { cidrBlock: undefined }, accepted: {}, names: "cidrBlock", source: `${api}/API_CreateVpc.html` },
      { kind: "not in the list of values", title: "an unknown tenancy", refused: { instanceTenancy: "shared" }, accepted: { instanceTenancy: "dedicated" }, names: "instanceTenancy", source: `${api}/API_CreateVpc.html` },
    ],
  },
  {
    type: "aws:ec2/subnet:Subnet",
    source: `${guide}/subnet-sizing.html`,
    valid: { vpcId: "<vpc.id>", cidrBlock: "10.0.64.0/24", availabilityZone: "us-east-1a" },
    rows: [
      { kind: "number out of its range", title: "a subnet of /29", refused: { cidrBlock: "10.0.64.0/29" }, accepted: { cidrBlock: "10.0.64.0/28" }, names: "cidrBlock" },
      { kind: "text not allowed", title: "a block with a number over 255", refused: { cidrBlock: "10.0.300.0/24" }, accepted: { cidrBlock: "10.0.200.0/24" }, names: "cidrBlock" },
      { kind: "conflict with another resource", title: "a subnet outside its VPC", refused: { cidrBlock: "10.1.64.0/24" }, accepted: {}, names: "cidrBlock" },
      { kind: "conflict with another resource", title: "a subnet that overlaps another one", refused: { cidrBlock: "10.0.0.128/25" }, accepted: { cidrBlock: "10.0.3.128/25" }, names: "cidrBlock" },
      { kind: "reference to nothing", title: "a subnet of a VPC that does not exist", refused: { vpcId: "vpc-0123456789abcdef0" }, accepted: {}, names: "vpcId", source: `${api}/errors-overview.html` },
      { kind: "not in the list of values", title: "a zone of another region", refused: { availabilityZone: "eu-central-1a" }, accepted: {}, names: "availabilityZone", source: `${api}/API_CreateSubnet.html` },
      { kind: "inputs contradict each other", title: "a zone's name and a zone's id together", refused: { availabilityZoneId: "use1-az1" }, accepted: { availabilityZone: undefined, availabilityZoneId: "use1-az1" }, names: "availabilityZoneId", source: `${api}/API_CreateSubnet.html` },
    ],
  },
  {
    type: "aws:ec2/internetGateway:InternetGateway",
    source: `${api}/API_AttachInternetGateway.html`,
    valid: { vpcId: "<other-vpc.id>" },
    rows: [{ kind: "conflict with another resource", title: "a second internet gateway in a VPC", refused: { vpcId: "<vpc.id>" }, accepted: {}, names: "vpcId", source: `${guide}/amazon-vpc-limits.html` }],
  },
  {
    type: "aws:ec2/eip:Eip",
    source: `${api}/API_AllocateAddress.html`,
    valid: { domain: "vpc" },
    rows: [{ kind: "not in the list of values", title: "an address outside VPCs", refused: { domain: "classic" }, accepted: {}, names: "domain" }],
  },
  {
    type: "aws:ec2/natGateway:NatGateway",
    source: `${api}/API_CreateNatGateway.html`,
    valid: { subnetId: "<subnet-b.id>", allocationId: "<free-address.allocationId>" },
    rows: [
      { kind: "conflict with another resource", title: "one address for two NAT gateways", refused: { allocationId: "<address.allocationId>" }, accepted: {}, names: "allocationId" },
      { kind: "required input missing", title: "a public NAT gateway without an address", refused: { allocationId: undefined }, accepted: { allocationId: undefined, connectivityType: "private" }, names: "allocationId" },
      { kind: "inputs contradict each other", title: "a private NAT gateway with an address", refused: { connectivityType: "private" }, accepted: { connectivityType: "public" }, names: "allocationId" },
      { kind: "not in the list of values", title: "an unknown connectivity", refused: { connectivityType: "internal" }, accepted: { connectivityType: "public" }, names: "connectivityType" },
      { kind: "conflict with another resource", title: "a public NAT gateway in a VPC without an internet gateway", refused: { subnetId: "<subnet-other-a.id>" }, accepted: {}, names: "internet gateway", source: `${guide}/nat-gateway-troubleshooting.html` },
    ],
  },
  {
    type: "aws:ec2/route:Route",
    source: `${api}/API_CreateRoute.html`,
    valid: { routeTableId: "<table.id>", destinationCidrBlock: "192.168.0.0/16", gatewayId: "<gateway.id>" },
    rows: [
      { kind: "inputs contradict each other", title: "a route with two targets", refused: { natGatewayId: "<nat.id>" }, accepted: { gatewayId: undefined, natGatewayId: "<nat.id>" }, names: "natGatewayId" },
      { kind: "required input missing", title: "a route without a destination", refused: { destinationCidrBlock: undefined }, accepted: { destinationCidrBlock: undefined, destinationIpv6CidrBlock: "::/0" }, names: "destinationCidrBlock" },
      { kind: "required input missing", title: "a route without a target", refused: { gatewayId: undefined }, accepted: {}, names: "gatewayId" },
      { kind: "text not allowed", title: "a destination that is no block", refused: { destinationCidrBlock: "internet" }, accepted: {}, names: "destinationCidrBlock" },
      { kind: "conflict with another resource", title: "a second route to one destination", refused: { destinationCidrBlock: "0.0.0.0/0" }, accepted: { destinationCidrBlock: "172.16.0.0/12" }, names: "destinationCidrBlock" },
      { kind: "conflict with another resource", title: "a route to the gateway of another VPC", refused: { routeTableId: "<other-table.id>" }, accepted: {}, names: "gatewayId" },
    ],
  },
  {
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    source: `${api}/API_AssociateRouteTable.html`,
    valid: { subnetId: "<subnet-b.id>", routeTableId: "<second-table.id>" },
    rows: [
      { kind: "conflict with another resource", title: "a subnet with two route tables", refused: { subnetId: "<subnet-a.id>" }, accepted: {}, names: "subnetId", source: `${guide}/VPC_Route_Tables.html` },
      { kind: "conflict with another resource", title: "a route table of another VPC", refused: { routeTableId: "<other-table.id>" }, accepted: {}, names: "routeTableId" },
      { kind: "required input missing", title: "an association with neither a subnet nor a gateway", refused: { subnetId: undefined }, accepted: {}, names: "subnetId" },
    ],
  },
  {
    type: "aws:ec2/networkAclRule:NetworkAclRule",
    source: `${api}/API_CreateNetworkAclEntry.html`,
    valid: { networkAclId: "acl-0123456789abcdef0", ruleNumber: 100, protocol: "tcp", ruleAction: "allow", cidrBlock: "10.0.0.0/16", fromPort: 443, toPort: 443 },
    rows: [
      { kind: "number out of its range", title: "a rule number over 32766", refused: { ruleNumber: 32767 }, accepted: { ruleNumber: 32766 }, names: "ruleNumber" },
      { kind: "not in the list of values", title: "an action that is neither allow nor deny", refused: { ruleAction: "drop" }, accepted: { ruleAction: "deny" }, names: "ruleAction" },
    ],
  },
];
