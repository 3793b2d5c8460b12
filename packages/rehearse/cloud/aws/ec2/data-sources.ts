/** What EC2 answers about VPCs, subnets and route tables: those of the stack, and those that existed before. */

import { parseBlock } from "../../cidr";
import type { Cloud, CloudResource } from "../../cloud";
import type { DataSource } from "../../package";
import { isProperties } from "../../paths";
import { Refusal } from "../../refusals";
import type { Properties } from "../../resource-type";
import { partition } from "../common";
import { routeTable, subnet, vpc } from "./references";

/** AWS reserves five addresses of each subnet: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const RESERVED = 5;

export const functions: Readonly<Record<string, DataSource>> = {
  "aws:ec2/getVpc:getVpc": (inputs, cloud) => {
    const { id, outputs } = found(cloud, vpc.type, inputs, "EC2 VPC");
    const { cidrBlock, mainRouteTableId, enableDnsSupport = true, enableDnsHostnames = false } = outputs;
    return {
      ...common(cloud, id, "vpc", outputs),
      cidrBlock,
      cidrBlockAssociations: [
        { associationId: id.replace("vpc-", "vpc-cidr-assoc-"), cidrBlock, state: "associated" },
      ],
      default: false,
      dhcpOptionsId: outputs.dhcpOptionsId,
      enableDnsHostnames,
      enableDnsSupport,
      enableNetworkAddressUsageMetrics: false,
      instanceTenancy: "default",
      ipv6AssociationId: "",
      ipv6CidrBlock: "",
      ipv6CidrBlockAssociations: [],
      mainRouteTableId,
      state: "available",
    };
  },
  "aws:ec2/getVpcs:getVpcs": (inputs, cloud) => listed(inputs, cloud, vpc.type),

  "aws:ec2/getSubnet:getSubnet": (inputs, cloud) => {
    const { id, outputs } = found(cloud, subnet.type, inputs, "EC2 Subnet");
    const { prefix } = parseBlock(String(outputs.cidrBlock));
    return {
      ...common(cloud, id, "subnet", outputs),
      assignIpv6AddressOnCreation: false,
      availabilityZone: outputs.availabilityZone,
      availabilityZoneId: `${cloud.account.region}-${outputs.availabilityZone}`,
      availableIpAddressCount: outputs.availableIpAddressCount ?? 2 ** (32 - prefix) - RESERVED,
      cidrBlock: outputs.cidrBlock,
      customerOwnedIpv4Pool: "",
      defaultForAz: false,
      enableDns64: false,
      enableLniAtDeviceIndex: 0,
      enableResourceNameDnsARecordOnLaunch: false,
      enableResourceNameDnsAaaaRecordOnLaunch: false,
      ipv6CidrBlock: "",
      ipv6CidrBlockAssociationId: "",
      ipv6Native: false,
      mapCustomerOwnedIpOnLaunch: false,
      mapPublicIpOnLaunch: outputs.mapPublicIpOnLaunch ?? false,
      outpostArn: "",
      privateDnsHostnameTypeOnLaunch: "ip-name",
      state: "available",
      vpcId: outputs.vpcId,
    };
  },
  "aws:ec2/getSubnets:getSubnets": (inputs, cloud) => listed(inputs, cloud, subnet.type),

  // The provider leaves out the local route, and those of gateway endpoints:
  // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_route_table_data_source.go
  "aws:ec2/getRouteTable:getRouteTable": (inputs, cloud) => {
    const { routeTableId: id, ...others } = inputs;
    const { outputs, ...table } = found(cloud, routeTable.type, { id, ...others }, "EC2 Route Table");
    const isMain = cloud.find(vpc.type, String(outputs.vpcId))?.outputs.mainRouteTableId === table.id;
    const inline = Array.isArray(outputs.routes) ? outputs.routes.filter(isProperties) : [];
    const separate = cloud
      .list("aws:ec2/route:Route")
      .filter((route) => route.inputs.routeTableId === table.id)
      .map((route) => ({ ...route.inputs, cidrBlock: route.inputs.destinationCidrBlock }));
    const associations = cloud
      .list("aws:ec2/routeTableAssociation:RouteTableAssociation")
      .filter((each) => each.inputs.routeTableId === table.id)
      .map((each) => association(each.id, table.id, String(each.inputs.subnetId), false));
    return {
      ...common(cloud, table.id, "route-table", outputs),
      associations: isMain
        ? [association(table.id.replace("rtb-", "rtbassoc-"), table.id, "", true), ...associations]
        : associations,
      gatewayId: "",
      routeTableId: table.id,
      routes: [...inline, ...separate].map(route),
      subnetId: "",
      vpcId: outputs.vpcId,
    };
  },
  "aws:ec2/getRouteTables:getRouteTables": (inputs, cloud) => listed(inputs, cloud, routeTable.type),
};

const association = (
  routeTableAssociationId: string,
  routeTableId: string,
  subnetId: string,
  main: boolean,
) => ({
  gatewayId: "",
  main,
  routeTableAssociationId,
  routeTableId,
  subnetId,
});

const ROUTE_OUTPUTS =
  "carrierGatewayId cidrBlock coreNetworkArn destinationPrefixListId egressOnlyGatewayId gatewayId instanceId ipv6CidrBlock localGatewayId natGatewayId networkInterfaceId odbNetworkArn transitGatewayId vpcEndpointId vpcPeeringConnectionId".split(
    " ",
  );

const route = (given: Properties): Properties =>
  Object.fromEntries(ROUTE_OUTPUTS.map((output) => [output, given[output] ?? ""]));

function common(cloud: Cloud, id: string, kind: string, { tagsAll }: Properties): Properties {
  const { region, id: account } = cloud.account;
  return {
    id,
    arn: `arn:${partition(cloud)}:ec2:${region}:${account}:${kind}/${id}`,
    ownerId: account,
    region,
    tags: isProperties(tagsAll) ? tagsAll : {},
  };
}

/** The only resource that matches. Throws a Refusal with the provider's message if there is none, or more than one. */
function found(cloud: Cloud, type: string, { id, ...inputs }: Properties, what: string): CloudResource {
  const matching = cloud
    .list(type)
    .filter((each) => id === undefined || each.id === id)
    .filter((each) => matches(each, inputs));
  const [one, ...more] = matching;
  if (one === undefined) throw new Refusal(`reading ${what}: no matching ${what} found`);
  if (more.length > 0)
    throw new Refusal(`reading ${what}: multiple ${what}s matched; use additional constraints`);
  return one;
}

function listed(inputs: Properties, cloud: Cloud, type: string): Properties {
  const ids = cloud
    .list(type)
    .filter((each) => matches(each, inputs))
    .map(({ id }) => id);
  return { ...inputs, id: cloud.account.region, region: cloud.account.region, ids, tags: inputs.tags ?? {} };
}

/** Inputs of the data sources that select by one property. */
const SELECTORS = ["vpcId", "availabilityZone", "cidrBlock"];

/** @throws Refusal for an input or a filter that is not simulated: an answer that ignores it would be wrong */
function matches({ id, outputs }: CloudResource, inputs: Properties): boolean {
  return Object.entries(inputs).every(([input, given]) => {
    if (given === undefined || input === "region") return true;
    if (SELECTORS.includes(input)) return outputs[input] === given;
    if (input === "tags") return tagsMatch(outputs, given);
    if (input === "filters" && Array.isArray(given))
      return given.every(({ name, values }) => values.includes(String(filtered(id, outputs, name))));
    throw new Refusal(`the simulated cloud does not select VPCs, subnets and route tables by ${input}`);
  });
}

function tagsMatch({ tagsAll }: Properties, wanted: unknown): boolean {
  return Object.entries(Object(wanted)).every(([key, value]) => Object(tagsAll)[key] === value);
}

/** The value of a filter of EC2: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
function filtered(id: string, outputs: Properties, name: string): unknown {
  if (name.startsWith("tag:")) return Object(outputs.tagsAll)[name.slice("tag:".length)];
  if (["vpc-id", "subnet-id", "route-table-id"].includes(name))
    return name === "vpc-id" ? (outputs.vpcId ?? id) : id;
  if (name === "availability-zone") return outputs.availabilityZone;
  throw new Refusal(`the simulated cloud does not have the filter ${name}`);
}
