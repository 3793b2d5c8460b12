/** What exists in the account besides the resources of a stack, as AWS describes it. */
import type { CloudResource } from "./cloud";
import type { Properties } from "./resource-type";

/** A subnet of an existing VPC. */
export interface ExistingSubnet {
  readonly id: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  /** Free addresses. Default: all of the block, except the five that AWS reserves. */
  readonly availableIpAddressCount?: number;
  /** Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Id of its route table, one of `routeTables`. Default: the main route table. */
  readonly routeTableId?: string;
}

/** A route table of an existing VPC. */
interface ExistingRouteTable {
  readonly id: string;
  /** Whether it is the table of all subnets that name none. Exactly one is. Default: false. */
  readonly main?: boolean;
  /**
   * The target of each destination, without the local route: the id of an internet gateway (`igw-`), NAT gateway (`nat-`), transit
   * gateway (`tgw-`), network interface (`eni-`), endpoint (`vpce-`), peering connection (`pcx-`), virtual private, local or carrier
   * gateway (`vgw-`, `lgw-`, `cagw-`), or the ARN of a core network. Default: none.
   *
   * @example { "0.0.0.0/0": "nat-0a1b2c3d4e5f60718" }
   */
  readonly routes?: Readonly<Record<string, string>>;
}

/** A VPC that no stack of the project creates. */
export interface ExistingVpc {
  readonly id: string;
  readonly region: string;
  readonly cidrBlock: string;
  /** Default of AWS for a new VPC: true. */
  readonly enableDnsSupport: boolean;
  /** Default of AWS for a new VPC: false. */
  readonly enableDnsHostnames: boolean;
  readonly subnets: readonly ExistingSubnet[];
  readonly routeTables: readonly ExistingRouteTable[];
}

/** What exists in the account. */
export interface Existing {
  /** Default: none. */
  readonly vpcs?: readonly ExistingVpc[];
}

/** A resource to add to the simulated account, with the outputs that a description gives. */
export type ExistingResource = Pick<CloudResource, "type" | "id" | "inputs"> & {
  readonly outputs?: Properties;
};

/** The resources of a region, in the order in which they refer to each other. */
export function existingResources({ vpcs = [] }: Existing, region: string): readonly ExistingResource[] {
  return vpcs.filter((vpc) => vpc.region === region).flatMap(resourcesOfVpc);
}

function resourcesOfVpc(vpc: ExistingVpc): ExistingResource[] {
  const main = vpc.routeTables.filter((table) => table.main === true);
  if (main.length !== 1)
    throw new Error(
      `the existing VPC ${vpc.id} has ${main.length} main route tables; AWS has exactly one in each VPC`,
    );
  const vpcId = vpc.id;
  const { cidrBlock, enableDnsSupport, enableDnsHostnames } = vpc;
  const inputs = { cidrBlock, enableDnsSupport, enableDnsHostnames };
  const gateways = vpc.routeTables
    .flatMap(({ routes = {} }) => Object.values(routes))
    .filter((target) => target.startsWith("igw-"));
  return [
    { type: "aws:ec2/vpc:Vpc", id: vpcId, inputs, outputs: { mainRouteTableId: main[0]?.id } },
    ...[...new Set(gateways)].map((id) => ({
      type: "aws:ec2/internetGateway:InternetGateway",
      id,
      inputs: { vpcId },
    })),
    ...vpc.routeTables.map(({ id, routes = {} }) => ({
      type: "aws:ec2/routeTable:RouteTable",
      id,
      inputs: { vpcId, routes: Object.entries(routes).map(([block, target]) => routeOf(block, target)) },
    })),
    ...vpc.subnets.flatMap((subnet) => resourcesOfSubnet(vpcId, subnet)),
  ];
}

function resourcesOfSubnet(vpcId: string, subnet: ExistingSubnet): ExistingResource[] {
  const { id, cidrBlock, availabilityZone, tags = {}, routeTableId, availableIpAddressCount } = subnet;
  return [
    {
      type: "aws:ec2/subnet:Subnet",
      id,
      inputs: { vpcId, cidrBlock, availabilityZone, tags },
      ...(availableIpAddressCount === undefined ? {} : { outputs: { availableIpAddressCount } }),
    },
    ...(routeTableId === undefined
      ? []
      : [
          {
            type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
            id: id.replace("subnet-", "rtbassoc-"),
            inputs: { subnetId: id, routeTableId },
          },
        ]),
  ];
}

const TARGETS: Readonly<Record<string, string>> = {
  igw: "gatewayId",
  vgw: "gatewayId",
  nat: "natGatewayId",
  tgw: "transitGatewayId",
  eni: "networkInterfaceId",
  vpce: "vpcEndpointId",
  pcx: "vpcPeeringConnectionId",
  lgw: "localGatewayId",
  cagw: "carrierGatewayId",
};

function routeOf(cidrBlock: string, target: string): Properties {
  const input = target.startsWith("arn:") ? "coreNetworkArn" : TARGETS[target.split("-")[0] ?? ""];
  if (input === undefined)
    throw new Error(
      `the route to ${cidrBlock} has the target ${target}; allowed: an id that begins with ${Object.keys(TARGETS).join("-, ")}-, or the ARN of a core network`,
    );
  return { cidrBlock, [input]: target };
}
