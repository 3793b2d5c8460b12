/** What AWS says about an existing VPC and its subnets. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Kinds of subnets, as in the names of the settings. */
export const KINDS = ["public", "private", "isolated"] as const;
export type Kind = (typeof KINDS)[number];

/** Ids of an existing VPC and of its subnets, one of each kind in each zone, in the order of the zones. */
export interface ExistingNetworkIds {
  readonly vpcId: string;
  readonly subnetIds: Readonly<Record<Kind, readonly string[]>>;
}

/** A subnet, as AWS describes it. */
export interface SubnetFacts {
  readonly id: string;
  readonly availabilityZone: string;
  readonly cidrBlock: string;
  readonly freeAddresses: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Id of the target of the route to 0.0.0.0/0, such as `nat-0a1b2c3d4e5f60718`. Undefined without such a route. */
  readonly defaultRoute: string | undefined;
}

/** A VPC, as AWS describes it. */
export interface NetworkFacts {
  readonly dnsSupport: boolean;
  readonly dnsHostnames: boolean;
  /** The subnets of the settings that are in the VPC. */
  readonly subnets: readonly SubnetFacts[];
  /** Blocks of all subnets of the VPC with the tag `kubernetes.io/role/elb`, by which EKS selects those of load balancers. */
  readonly loadBalancerCidrs: readonly string[];
}

/** Reads what AWS says. Undefined if the account has no such VPC in the region. */
export async function readNetworkFacts(
  { vpcId, subnetIds }: ExistingNetworkIds,
  options: pulumi.InvokeOptions,
): Promise<NetworkFacts | undefined> {
  const inVpc = { name: "vpc-id", values: [vpcId] };
  // The plural data sources return an empty list for an unknown id; the others would fail with the first one.
  const { ids: vpcIds } = await aws.ec2.getVpcs({ filters: [inVpc] }, options);
  if (vpcIds.length === 0) return undefined;
  const wanted = new Set(KINDS.flatMap((kind) => subnetIds[kind]));
  const [vpc, all, tagged, routes] = await Promise.all([
    aws.ec2.getVpc({ id: vpcId }, options),
    aws.ec2.getSubnets({ filters: [inVpc] }, options),
    aws.ec2.getSubnets(
      { filters: [inVpc, { name: "tag:kubernetes.io/role/elb", values: ["1", ""] }] },
      options,
    ),
    readDefaultRoutes(vpcId, options),
  ]);
  const read = all.ids.filter((id) => wanted.has(id) || tagged.ids.includes(id));
  const subnets = await Promise.all(read.map((id) => aws.ec2.getSubnet({ id }, options)));
  return {
    dnsSupport: vpc.enableDnsSupport,
    dnsHostnames: vpc.enableDnsHostnames,
    loadBalancerCidrs: subnets.filter(({ id }) => tagged.ids.includes(id)).map(({ cidrBlock }) => cidrBlock),
    subnets: subnets
      .filter(({ id }) => wanted.has(id))
      .map(({ id, availabilityZone, cidrBlock, availableIpAddressCount, tags }) => ({
        id,
        availabilityZone,
        cidrBlock,
        freeAddresses: availableIpAddressCount,
        tags,
        defaultRoute: routes.of(id),
      })),
  };
}

/** A subnet without a route table of its own uses the VPC's main one: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html */
async function readDefaultRoutes(vpcId: string, options: pulumi.InvokeOptions) {
  const { ids } = await aws.ec2.getRouteTables({ vpcId }, options);
  const tables = await Promise.all(
    ids.map((routeTableId) => aws.ec2.getRouteTable({ routeTableId }, options)),
  );
  const main = tables.find(({ associations }) => associations.some((each) => each.main));
  return {
    of(subnetId: string): string | undefined {
      const own = tables.find(({ associations }) => associations.some((each) => each.subnetId === subnetId));
      const route = (own ?? main)?.routes.find(({ cidrBlock }) => cidrBlock === "0.0.0.0/0");
      if (route === undefined) return undefined;
      const { cidrBlock: _, ipv6CidrBlock: __, ...targets } = route;
      return Object.values(targets).find((target) => target !== "") ?? "a target of an unknown type";
    },
  };
}
