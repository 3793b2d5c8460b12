/** Counts what exists in the account, and what of it belongs to the stack. */
import { z } from "zod";
import type { Aws } from "../aws/client";
import type { Operation } from "../aws/operations";
import { ec2Tags, readItems, readPages, xmlList } from "../aws/read";
import type { Needs } from "../needs";

interface Tag {
  readonly key: string;
  readonly value: string;
}
type Tagged = { readonly tagSet: readonly Tag[] };

/** Tags in the lists of RDS. */
const rdsTags = xmlList("Tag", z.object({ Key: z.string(), Value: z.string().default("") }));

/** @param ownCluster matches the names of the stack's clusters. Default: none */
export function existing(aws: Aws, { tags, databases }: Needs, ownCluster?: RegExp) {
  const isOwn = ({ tagSet }: Tagged) =>
    Object.keys(tags).length > 0 &&
    Object.entries(tags).every(([key, value]) =>
      tagSet.some((tag) => tag.key === key && tag.value === value),
    );
  const count = (items: readonly Tagged[]) => ({ own: items.filter(isOwn).length, all: items.length });

  const list = async <T extends z.ZodType>(operation: Operation, set: string, item: T) =>
    readItems(operation, await aws.pages(operation), set, item);
  const vpcs = () => list("ec2:DescribeVpcs", "vpcSet", z.object({ vpcId: z.string(), tagSet: ec2Tags }));
  const tagged = z.object({ tagSet: ec2Tags });

  return {
    vpcs: async () => count(await vpcs()),
    internetGateways: async () =>
      count(await list("ec2:DescribeInternetGateways", "internetGatewaySet", tagged)),
    addresses: async () => count(await list("ec2:DescribeAddresses", "addressesSet", tagged)),
    /** A gateway has a subnet, whose zone counts. Deleted gateways are shown for an hour. */
    async natGateways(zone: string) {
      const [gateways, subnets] = await Promise.all([
        list(
          "ec2:DescribeNatGateways",
          "natGatewaySet",
          z.object({ state: z.string(), subnetId: z.string(), tagSet: ec2Tags }),
        ),
        list(
          "ec2:DescribeSubnets",
          "subnetSet",
          z.object({ subnetId: z.string(), availabilityZone: z.string() }),
        ),
      ]);
      const inZone = subnets
        .filter(({ availabilityZone }) => availabilityZone === zone)
        .map(({ subnetId }) => subnetId);
      return count(
        gateways.filter(
          ({ state, subnetId }) => !["deleted", "failed"].includes(state) && inZone.includes(subnetId),
        ),
      );
    },
    async databases() {
      const operation = "rds:DescribeDBInstances";
      const schema = z.object({
        DBInstances: xmlList("DBInstance", z.object({ DBInstanceIdentifier: z.string(), TagList: rdsTags })),
      });
      const found = readPages(operation, await aws.pages(operation), schema).flatMap(
        ({ DBInstances }) => DBInstances,
      );
      const identifiers = databases.map(({ identifier }) => identifier);
      // By its tags, because an instance that version 0.1.0 created has another identifier than the program gives it.
      const own = found.filter(
        ({ DBInstanceIdentifier, TagList }) =>
          identifiers.includes(DBInstanceIdentifier) ||
          isOwn({ tagSet: TagList.map(({ Key: key, Value: value }) => ({ key, value })) }),
      );
      return { own: own.length, all: found.length };
    },
    /** The instances of the stack are those in its VPC, and in a VPC that existed before, the nodes of its cluster. */
    async vcpu() {
      const ownVpcs = (await vpcs()).filter(isOwn).map(({ vpcId }) => vpcId);
      const instances = await runningInstances(aws);
      const sum = (some: typeof instances) => some.reduce((total, { vcpu }) => total + vcpu, 0);
      const own = instances.filter(
        ({ vpc, cluster }) => ownVpcs.includes(vpc) || (cluster !== "" && ownCluster?.test(cluster)),
      );
      return { own: sum(own), all: sum(instances) };
    },
  };
}

const instance = z.object({
  vpcId: z.string().default(""),
  instanceType: z.string(),
  instanceLifecycle: z.string().default(""),
  tagSet: ec2Tags,
  cpuOptions: z
    .object({ coreCount: z.coerce.number(), threadsPerCore: z.coerce.number() })
    .default({ coreCount: 0, threadsPerCore: 0 }),
});

/** Families that count against the quota for standard instances. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html */
const STANDARD = /^([acdhimrtz]|im|is)\d/;

/**
 * EKS Auto Mode tags the nodes of a cluster with its name.
 * https://docs.aws.amazon.com/eks/latest/userguide/auto-troubleshoot.html
 */
const CLUSTER_TAG = "eks:eks-cluster-name";

interface RunningInstance {
  readonly vpc: string;
  /** Name of the cluster whose node it is. Empty: of none. */
  readonly cluster: string;
  readonly vcpu: number;
}

/** Pending and running On-Demand instances of the standard families. */
async function runningInstances(aws: Aws): Promise<readonly RunningInstance[]> {
  const operation = "ec2:DescribeInstances";
  const params = {
    "Filter.1.Name": "instance-state-name",
    "Filter.1.Value.1": "pending",
    "Filter.1.Value.2": "running",
  };
  const reservation = z.object({ instancesSet: xmlList("item", instance) });
  return readItems(operation, await aws.pages(operation, params), "reservationSet", reservation)
    .flatMap(({ instancesSet }) => instancesSet)
    .filter(({ instanceType, instanceLifecycle }) => instanceLifecycle === "" && STANDARD.test(instanceType))
    .map(({ vpcId, tagSet, cpuOptions: { coreCount, threadsPerCore } }) => ({
      vpc: vpcId,
      cluster: tagSet.find(({ key }) => key === CLUSTER_TAG)?.value ?? "",
      vcpu: coreCount * threadsPerCore,
    }));
}
