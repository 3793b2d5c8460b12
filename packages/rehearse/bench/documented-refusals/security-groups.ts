/** Documented refusals of security groups, VPC endpoints and flow logs. */
import { policy, type RefusalTable, text } from "./table";

const api = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference";
const rule = {
  securityGroupId: "<group.id>",
  ipProtocol: "tcp",
  fromPort: 5432,
  toPort: 5432,
  cidrIpv4: "10.0.0.0/16",
};

export const securityGroups: readonly RefusalTable[] = [
  {
    type: "aws:ec2/securityGroup:SecurityGroup",
    source: `${api}/API_CreateSecurityGroup.html`,
    valid: { name: "api", description: "API", vpcId: "<vpc.id>" },
    rows: [
      { kind: "text not allowed", title: "a name that begins with sg-", refused: { name: "sg-api" }, accepted: { name: "api-sg" }, names: "name" },
      { kind: "text not allowed", title: "a name of 256 characters", refused: { name: text(256) }, accepted: { name: text(255) }, names: "name" },
      { kind: "text not allowed", title: "an apostrophe in a description", refused: { description: "the API's clients" }, accepted: { description: "clients of the API" }, names: "description" },
      { kind: "text not allowed", title: "a description of 256 characters", refused: { description: text(256) }, accepted: { description: text(255) }, names: "description" },
      { kind: "conflict with another resource", title: "two groups of one name in a VPC", refused: { name: "web" }, accepted: { name: "web", vpcId: "<other-vpc.id>" }, names: "name" },
      { kind: "text not allowed", title: "an inline rule with a block that cannot be read", refused: { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/33"] }] }, accepted: { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/32"] }] }, names: "ingress" },
      {
        kind: "inputs contradict each other",
        title: "an inline rule whose first port is over its last",
        refused: { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 80, cidrBlocks: ["10.0.0.0/16"] }] },
        accepted: { ingress: [{ protocol: "tcp", fromPort: 80, toPort: 443, cidrBlocks: ["10.0.0.0/16"] }] },
        names: "ingress",
      },
    ],
  },
  {
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    source: `${api}/API_AuthorizeSecurityGroupIngress.html`,
    valid: rule,
    rows: [
      { kind: "conflict with another resource", title: "a duplicate rule", refused: { fromPort: 443, toPort: 443 }, accepted: { fromPort: 8443, toPort: 8443 }, names: "securityGroupId", source: `${api}/API_IpRange.html` },
      { kind: "text not allowed", title: "a source that is no block", refused: { cidrIpv4: "office" }, accepted: { cidrIpv4: "203.0.113.7/32" }, names: "cidrIpv4" },
      { kind: "text not allowed", title: "a source of IPv6 that is no block", refused: { cidrIpv4: undefined, cidrIpv6: "2001:db8::/200" }, accepted: { cidrIpv4: undefined, cidrIpv6: "2001:db8::/32" }, names: "cidrIpv6" },
      { kind: "inputs contradict each other", title: "a first port over the last", refused: { fromPort: 5433 }, accepted: { fromPort: 5431 }, names: "fromPort" },
      { kind: "required input missing", title: "TCP without ports", refused: { fromPort: undefined, toPort: undefined }, accepted: { fromPort: undefined, toPort: undefined, ipProtocol: "-1" }, names: "fromPort" },
      { kind: "number out of its range", title: "a port over 65535", refused: { toPort: 65536 }, accepted: { toPort: 65535 }, names: "toPort" },
      { kind: "inputs contradict each other", title: "two sources in one rule", refused: { referencedSecurityGroupId: "<group.id>" }, accepted: { cidrIpv4: undefined, referencedSecurityGroupId: "<group.id>" }, names: "referencedSecurityGroupId" },
      { kind: "required input missing", title: "a rule without a source", refused: { cidrIpv4: undefined }, accepted: {}, names: "cidrIpv4" },
      { kind: "text not allowed", title: "an apostrophe in the description of a rule", refused: { description: "the office's block" }, accepted: { description: "block of the office" }, names: "description", source: `${api}/API_IpRange.html` },
    ],
  },
  {
    type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    source: `${api}/API_AuthorizeSecurityGroupEgress.html`,
    valid: rule,
    rows: [
      { kind: "conflict with another resource", title: "a duplicate rule for outbound traffic", refused: {}, accepted: { cidrIpv4: "10.0.0.0/17" }, names: "securityGroupId", source: `${api}/API_IpRange.html`, before: [{ type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", inputs: rule }] },
      { kind: "text not allowed", title: "a protocol that does not exist", refused: { ipProtocol: "http" }, accepted: { ipProtocol: "udp" }, names: "ipProtocol" },
      { kind: "reference to nothing", title: "a rule of a group that does not exist", refused: { securityGroupId: "sg-0123456789abcdef0" }, accepted: {}, names: "securityGroupId" },
    ],
  },
  {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    source: `${api}/API_CreateVpcEndpoint.html`,
    valid: { vpcId: "<vpc.id>", serviceName: "com.amazonaws.us-east-1.sqs", vpcEndpointType: "Interface", subnetIds: ["<subnet-a.id>"], securityGroupIds: ["<group.id>"] },
    rows: [
      { kind: "not in the list of values", title: "an unknown type of endpoint", refused: { vpcEndpointType: "Private" }, accepted: {}, names: "vpcEndpointType" },
      {
        kind: "inputs contradict each other",
        title: "a gateway endpoint for a service that has none",
        refused: { vpcEndpointType: "Gateway", subnetIds: undefined, securityGroupIds: undefined },
        accepted: { vpcEndpointType: "Gateway", subnetIds: undefined, securityGroupIds: undefined, serviceName: "com.amazonaws.us-east-1.dynamodb" },
        names: "vpcEndpointType",
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
      },
      {
        kind: "inputs contradict each other",
        title: "a gateway endpoint in subnets",
        refused: { vpcEndpointType: "Gateway", serviceName: "com.amazonaws.us-east-1.dynamodb", securityGroupIds: undefined },
        accepted: { vpcEndpointType: "Gateway", serviceName: "com.amazonaws.us-east-1.dynamodb", securityGroupIds: undefined, subnetIds: undefined },
        names: "subnetIds",
      },
      { kind: "conflict with another resource", title: "private DNS in a VPC without DNS host names", refused: { vpcId: "<other-vpc.id>", subnetIds: ["<subnet-other-a.id>"], securityGroupIds: undefined, privateDnsEnabled: true }, accepted: { privateDnsEnabled: true }, names: "privateDnsEnabled" },
      {
        kind: "conflict with another resource",
        title: "two gateway endpoints for one service in a route table",
        refused: { serviceName: "com.amazonaws.us-east-1.s3", vpcEndpointType: "Gateway", subnetIds: undefined, securityGroupIds: undefined, routeTableIds: ["<table.id>"] },
        accepted: { serviceName: "com.amazonaws.us-east-1.s3", vpcEndpointType: "Gateway", subnetIds: undefined, securityGroupIds: undefined, routeTableIds: ["<second-table.id>"] },
        names: "routeTableIds",
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
      },
      { kind: "document not accepted", title: "a policy that is no JSON", refused: { policy: "allow all" }, accepted: { policy: policy({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }) }, names: "policy" },
    ],
  },
  {
    type: "aws:ec2/flowLog:FlowLog",
    source: `${api}/API_CreateFlowLogs.html`,
    valid: { vpcId: "<other-vpc.id>", trafficType: "ALL", logDestinationType: "s3", logDestination: "<bucket.arn>" },
    rows: [
      { kind: "not in the list of values", title: "traffic that is neither accepted, rejected nor all", refused: { trafficType: "NONE" }, accepted: { trafficType: "REJECT" }, names: "trafficType" },
      { kind: "not in the list of values", title: "five minutes of aggregation", refused: { maxAggregationInterval: 300 }, accepted: { maxAggregationInterval: 600 }, names: "maxAggregationInterval" },
      { kind: "not in the list of values", title: "a queue as the destination", refused: { logDestinationType: "sqs" }, accepted: {}, names: "logDestinationType" },
      { kind: "inputs contradict each other", title: "a VPC and a subnet together", refused: { subnetId: "<subnet-a.id>" }, accepted: { vpcId: undefined, subnetId: "<subnet-a.id>" }, names: "subnetId" },
    ],
  },
];
