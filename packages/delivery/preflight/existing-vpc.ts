/** Reads an existing VPC from the account, as the description that rehearse.config.ts gives for rehearsals. */
import type { ExistingVpc } from "@groundwork/rehearse/cloud/existing";
import { z } from "zod";
import type { Aws } from "./aws/client";
import type { Params } from "./aws/operations";
import { ec2Tags, readItems, readPages, xmlList } from "./aws/read";

/** The filters of EC2's operations, such as `vpc-id`. */
const filtersOf = (filters: Readonly<Record<string, string>>): Params =>
  Object.fromEntries(
    Object.entries(filters).flatMap(([name, value], at) => [
      [`Filter.${at + 1}.Name`, name],
      [`Filter.${at + 1}.Value.1`, value],
    ]),
  );

const subnetSchema = z.object({
  subnetId: z.string(),
  cidrBlock: z.string(),
  availabilityZone: z.string(),
  availableIpAddressCount: z.coerce.number(),
  tagSet: ec2Tags,
});

const routeSchema = z.object({
  destinationCidrBlock: z.string().default(""),
  state: z.string().default("active"),
  origin: z.string().default(""),
  natGatewayId: z.string().optional(),
  transitGatewayId: z.string().optional(),
  gatewayId: z.string().optional(),
  vpcPeeringConnectionId: z.string().optional(),
  networkInterfaceId: z.string().optional(),
  localGatewayId: z.string().optional(),
  carrierGatewayId: z.string().optional(),
  coreNetworkArn: z.string().optional(),
});

const tableSchema = z.object({
  routeTableId: z.string(),
  routeSet: xmlList("item", routeSchema),
  associationSet: xmlList(
    "item",
    z.object({ subnetId: z.string().default(""), main: z.string().default("false") }),
  ),
});

/** Reads a VPC. Undefined if the account has none with this id in the region. */
export async function readExistingVpc(aws: Aws, id: string): Promise<ExistingVpc | undefined> {
  const params = filtersOf({ "vpc-id": id });
  const list = async <T extends z.ZodType>(
    operation: "ec2:DescribeVpcs" | "ec2:DescribeSubnets" | "ec2:DescribeRouteTables",
    set: string,
    item: T,
  ) => readItems(operation, await aws.pages(operation, params), set, item);
  const [vpc] = await list("ec2:DescribeVpcs", "vpcSet", z.object({ cidrBlock: z.string() }));
  if (vpc === undefined) return undefined;
  const [enableDnsSupport, enableDnsHostnames, subnets, tables] = await Promise.all([
    readAttribute(aws, id, "enableDnsSupport"),
    readAttribute(aws, id, "enableDnsHostnames"),
    list("ec2:DescribeSubnets", "subnetSet", subnetSchema),
    list("ec2:DescribeRouteTables", "routeTableSet", tableSchema),
  ]);
  return {
    ...{ id, region: aws.region, cidrBlock: vpc.cidrBlock, enableDnsSupport, enableDnsHostnames },
    routeTables: tables.map(({ routeTableId, routeSet, associationSet }) => ({
      id: routeTableId,
      main: associationSet.some(({ main }) => main === "true"),
      routes: defaultRouteOf(routeSet),
    })),
    subnets: subnets.map(({ subnetId, tagSet, ...subnet }) => {
      const table = tables.find(({ associationSet }) =>
        associationSet.some((each) => each.subnetId === subnetId),
      );
      const tags = Object.fromEntries(tagSet.map(({ key, value }) => [key, value]));
      return { id: subnetId, tags, ...subnet, ...(table ? { routeTableId: table.routeTableId } : {}) };
    }),
  };
}

/** Whether the VPC has a security group of the stack, as every stack of the platform creates one for its database. */
export async function isUsedBy(
  aws: Aws,
  id: string,
  { project, stack }: { readonly project: string; readonly stack: string },
): Promise<boolean> {
  const operation = "ec2:DescribeSecurityGroups";
  const pages = await aws.pages(
    operation,
    filtersOf({ "vpc-id": id, "tag:project": project, "tag:stack": stack }),
  );
  return readItems(operation, pages, "securityGroupInfo", z.object({ groupId: z.string() })).length > 0;
}

async function readAttribute(
  aws: Aws,
  id: string,
  attribute: "enableDnsSupport" | "enableDnsHostnames",
): Promise<boolean> {
  const operation = "ec2:DescribeVpcAttribute";
  const pages = await aws.pages(operation, { VpcId: id, Attribute: attribute });
  const schema = z.object({ [attribute]: z.object({ value: z.string() }) });
  return readPages(operation, pages, schema).some((page) => page[attribute]?.value === "true");
}

/**
 * The route to 0.0.0.0/0. Without the routes that a virtual private gateway propagates, which the provider does not read either, and
 * those whose target does not exist any more (blackhole).
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
 */
function defaultRouteOf(routes: readonly z.output<typeof routeSchema>[]): Record<string, string> {
  const route = routes.find(
    ({ destinationCidrBlock, origin, state }) =>
      destinationCidrBlock === "0.0.0.0/0" && origin !== "EnableVgwRoutePropagation" && state === "active",
  );
  if (route === undefined) return {};
  const { destinationCidrBlock: _, origin: __, state: ___, ...targets } = route;
  const target = Object.values(targets).find((each) => each !== undefined && each !== "");
  return target === undefined ? {} : { "0.0.0.0/0": target };
}
