import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import type { ExistingSubnet, ExistingVpc } from "@groundwork/rehearse/cloud/existing";

const ROLE = "kubernetes.io/role";
export const VPC = "vpc-0e0e0e0e0e0e0e0e0";
const KINDS = ["public", "private", "isolated"] as const;
type Kind = (typeof KINDS)[number];
const TAGS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  public: { [`${ROLE}/elb`]: "1" },
  private: { [`${ROLE}/internal-elb`]: "1" },
  isolated: {},
};

/** The id of a subnet of the VPC below. */
export const subnetId = (kind: Kind, zone: number) => `subnet-0e0e0e0e0e0e0e${KINDS.indexOf(kind)}0${zone}`;

/** A VPC that has what the platform needs in three zones, as another team could have created it. */
export const existingVpc: ExistingVpc = {
  id: VPC,
  region: "us-east-1",
  cidrBlock: "10.40.0.0/16",
  enableDnsSupport: true,
  enableDnsHostnames: true,
  routeTables: [
    { id: "rtb-0e0e0e0e0e0e0e000", main: true },
    { id: "rtb-0e0e0e0e0e0e0e001", routes: { "0.0.0.0/0": "igw-0e0e0e0e0e0e0e000" } },
    { id: "rtb-0e0e0e0e0e0e0e002", routes: { "0.0.0.0/0": "nat-0e0e0e0e0e0e0e000" } },
  ],
  subnets: ["a", "b", "c"].flatMap((letter, zone) =>
    KINDS.map(
      (kind, at): ExistingSubnet => ({
        id: subnetId(kind, zone),
        availabilityZone: `us-east-1${letter}`,
        cidrBlock: `10.40.${16 * (3 * zone + at)}.0/${kind === "private" ? 20 : 24}`,
        tags: { Name: `${kind}-${letter}`, ...TAGS[kind] },
        // Isolated subnets use the main table, which has no route to the internet.
        ...(kind === "isolated" ? {} : { routeTableId: `rtb-0e0e0e0e0e0e0e00${at + 1}` }),
      }),
    ),
  ),
};

/** A simulated account with this VPC. */
export function cloudWith(vpc: ExistingVpc = existingVpc): Cloud {
  return newCloud({ existing: { vpcs: [vpc] } });
}

/** The settings for the VPC in this number of zones. */
export function existingNetwork(zones: number) {
  const ids = (kind: Kind) => Array.from({ length: zones }, (_, zone) => subnetId(kind, zone));
  return {
    existingVpcId: VPC,
    existingPublicSubnetIds: ids("public"),
    existingPrivateSubnetIds: ids("private"),
    existingIsolatedSubnetIds: ids("isolated"),
  };
}
