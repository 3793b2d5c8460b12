/** Checks whether an existing VPC has what the platform needs: pure functions without Pulumi. */
import { parseCidr } from "./cidr";
import {
  type ExistingNetworkIds,
  KINDS,
  type Kind,
  type NetworkFacts,
  type SubnetFacts,
} from "./existing-network-facts";

/** Something that the platform needs and the network does not have. */
export interface NetworkProblem {
  /** What it is about: `subnet-0a1b2c3d4e5f60718 (existingPublicSubnetIds[0])`. */
  readonly subject: string;
  readonly found: string;
  readonly needed: string;
  /** What to do. */
  readonly advice: string;
}

/** What the stack needs of the network. */
export interface NetworkNeeds {
  /** The zones of the stack, in their order. */
  readonly availabilityZones: readonly string[];
  /** Number of database instances, including the standby. */
  readonly databaseInstances: number;
  /** Whether the stack already runs in the network. Its own addresses are then not free, so that free addresses are not checked. */
  readonly inUse: boolean;
}

/**
 * Fewest free addresses of a public subnet, and its longest prefix.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
const LOAD_BALANCER = { freeAddresses: 8, longestPrefix: 27 } as const;

/**
 * Fewest free addresses of a private subnet, where every pod has one: as in the smallest network that the platform creates, a /22 whose
 * private subnets are /25.
 */
const PRIVATE_FREE_ADDRESSES = 123;

const SETTINGS: Readonly<Record<Kind, string>> = {
  public: "existingPublicSubnetIds",
  private: "existingPrivateSubnetIds",
  isolated: "existingIsolatedSubnetIds",
};

/** Finds everything that is missing. */
export function findNetworkProblems(
  ids: ExistingNetworkIds,
  facts: NetworkFacts | undefined,
  needs: NetworkNeeds,
): readonly NetworkProblem[] {
  const { vpcId, subnetIds } = ids;
  if (facts === undefined)
    return [
      {
        subject: `${vpcId} (existingVpcId)`,
        found: "the account has no such VPC in the region",
        needed: "a VPC of this account and region, or one that is shared with the account",
        advice: "list them with `aws ec2 describe-vpcs`, and correct the id, the region or the credentials",
      },
    ];
  return [
    ...dnsProblems(vpcId, facts),
    ...KINDS.flatMap((kind) =>
      subnetIds[kind].flatMap((id, at) => {
        const subject = `${id} (${SETTINGS[kind]}[${at}])`;
        const subnet = facts.subnets.find((each) => each.id === id);
        if (subnet === undefined) return [notInVpc(subject, vpcId)];
        const own = [
          ...zoneProblems(subnet, needs.availabilityZones[at]),
          ...CHECKS[kind](subnet, needs),
          ...(needs.inUse ? [] : addressProblems(kind, subnet, needs)),
        ];
        return own.map((problem) => ({ subject, ...problem }));
      }),
    ),
  ];
}

type OfSubnet = Omit<NetworkProblem, "subject">;

/** https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
function dnsProblems(vpcId: string, { dnsSupport, dnsHostnames }: NetworkFacts): NetworkProblem[] {
  const check = (isOn: boolean, attribute: string, option: string): NetworkProblem[] =>
    isOn
      ? []
      : [
          {
            subject: `${vpcId} (existingVpcId)`,
            found: `${attribute} is off`,
            needed: `${attribute} on: without it, nodes cannot join the cluster`,
            advice: `aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --${option}`,
          },
        ];
  return [
    ...check(dnsSupport, "enableDnsSupport", "enable-dns-support"),
    ...check(dnsHostnames, "enableDnsHostnames", "enable-dns-hostnames"),
  ];
}

const notInVpc = (subject: string, vpcId: string): NetworkProblem => ({
  subject,
  found: `${vpcId} has no such subnet`,
  needed: `a subnet of ${vpcId}`,
  advice: `list them with \`aws ec2 describe-subnets --filters Name=vpc-id,Values=${vpcId}\``,
});

function zoneProblems({ availabilityZone }: SubnetFacts, zone: string | undefined): OfSubnet[] {
  return zone === undefined || availabilityZone === zone
    ? []
    : [
        {
          found: `it is in ${availabilityZone}`,
          needed: `a subnet in ${zone}: the order is the one of availabilityZones`,
          advice: "reorder the ids, or change availabilityZones",
        },
      ];
}

const CHECKS: Readonly<Record<Kind, (subnet: SubnetFacts, needs: NetworkNeeds) => OfSubnet[]>> = {
  public: (subnet) => [
    ...(subnet.defaultRoute?.startsWith("igw-")
      ? []
      : [
          {
            found: describeDefaultRoute(subnet),
            needed: "a route from 0.0.0.0/0 to an internet gateway, for the load balancers",
            advice: "give a public subnet, or add the route to its route table",
          },
        ]),
    ...tagProblems(subnet, "kubernetes.io/role/elb"),
    ...((parseCidr(subnet.cidrBlock)?.mask ?? 32) > LOAD_BALANCER.longestPrefix
      ? [
          {
            found: `its block is ${subnet.cidrBlock}`,
            needed: `a /${LOAD_BALANCER.longestPrefix} or a larger block, as load balancers require`,
            advice: "create a larger subnet: the block of a subnet cannot be changed",
          },
        ]
      : []),
  ],
  // No tag: EKS selects by kubernetes.io/role/internal-elb only the subnets of internal load balancers, and the platform creates none.
  private: (subnet) =>
    subnet.defaultRoute === undefined || subnet.defaultRoute.startsWith("igw-")
      ? [
          {
            found: describeDefaultRoute(subnet),
            needed:
              "a route from 0.0.0.0/0 to a NAT gateway, a transit gateway or a firewall: nodes have no public addresses, and pull images",
            advice: "give a private subnet, or add the route to its route table",
          },
        ]
      : [],
  isolated: (subnet) =>
    subnet.defaultRoute === undefined
      ? []
      : [
          {
            found: describeDefaultRoute(subnet),
            needed: "no route from 0.0.0.0/0: the database has no connection to the internet",
            advice: "give an isolated subnet, or associate a route table without the route",
          },
        ],
};

const describeDefaultRoute = ({ defaultRoute }: SubnetFacts): string =>
  defaultRoute === undefined ? "no route from 0.0.0.0/0" : `0.0.0.0/0 goes to ${defaultRoute}`;

/** https://docs.aws.amazon.com/eks/latest/userguide/tag-subnets-auto.html */
function tagProblems({ id, tags }: SubnetFacts, key: string): OfSubnet[] {
  const value = tags[key];
  if (value === "1" || value === "") return [];
  return [
    {
      found: value === undefined ? `no tag ${key}` : `the tag ${key} has the value ${value}`,
      needed: `the tag ${key} with the value 1, by which EKS selects the subnets of load balancers`,
      advice: `aws ec2 create-tags --resources ${id} --tags Key=${key},Value=1`,
    },
  ];
}

function addressProblems(kind: Kind, { freeAddresses }: SubnetFacts, needs: NetworkNeeds): OfSubnet[] {
  const [least, reason] = {
    public: [LOAD_BALANCER.freeAddresses, "as load balancers require"] as const,
    private: [PRIVATE_FREE_ADDRESSES, "for nodes, and an address for each pod"] as const,
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
    isolated: [
      needs.databaseInstances + 1,
      "one for each database instance, and one that RDS needs for recovery",
    ] as const,
  }[kind];
  return freeAddresses >= least
    ? []
    : [
        {
          found: `${freeAddresses} free addresses`,
          needed: `at least ${least}, ${reason}`,
          advice: "remove what uses the addresses, or give a larger subnet",
        },
      ];
}
