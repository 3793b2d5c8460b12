/** IPv4 CIDR arithmetic and the layout of the VPC's subnets: pure functions without Pulumi. */

/** An IPv4 CIDR block: the address as an unsigned 32-bit number, and the prefix length in bits. */
export interface Cidr {
  readonly address: number;
  readonly mask: number;
}

export type SubnetType = "Private" | "Public" | "Isolated";

/** Arguments of `awsx.ec2.Vpc` for its subnets; see {@link layout}. */
export interface Layout {
  /** Prefix length of the block of one availability zone (`availabilityZoneCidrMask`). */
  readonly zoneMask: number;
  /** Number of zone blocks in the VPC, and so the maximum number of zones. */
  readonly zoneBlocks: number;
  /** Subnets of each zone (`subnetSpecs`), in address order. Append only. */
  readonly subnets: readonly { readonly type: SubnetType; readonly cidrMask: number }[];
}

/**
 * The VPC sizes that {@link layout} accepts. AWS allows no VPC larger than a /16. In a VPC smaller than a /22 with four
 * zones, the public subnets would be smaller than a /27, the minimum for an Application Load Balancer.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
export const VPC_MASK = { largest: 16, smallest: 22 } as const;

/** Maximum number of availability zones that every layout supports. */
export const MAX_ZONES = 4;

/**
 * Divides a VPC into one block of fixed size for each availability zone, in the listed order, so that adding a zone moves
 * no existing block. Half of a zone's block is private (nodes and pods), an eighth public (load balancers, NAT gateways),
 * an eighth isolated (database); a quarter is reserved for future subnets. A /16 to /21 has 8 blocks, twice as many as
 * MAX_ZONES; a /22 has 4.
 *
 * A /16 gives zones of /19: private /20 (4,091 usable addresses), public and isolated /22 (1,019 each).
 *
 * @throws RangeError if the argument is not a CIDR block of a size that {@link VPC_MASK} allows.
 */
export function layout(vpcCidr: string): Layout {
  const vpc = parseCidr(vpcCidr);
  if (!vpc || vpc.mask < VPC_MASK.largest || vpc.mask > VPC_MASK.smallest) {
    throw new RangeError(
      `invalid VPC block ${vpcCidr}: it must be an IPv4 block from /${VPC_MASK.largest} to /${VPC_MASK.smallest}`,
    );
  }
  const zoneMask = Math.min(vpc.mask + 3, VPC_MASK.smallest + 2);
  return {
    zoneMask,
    zoneBlocks: 2 ** (zoneMask - vpc.mask),
    subnets: [
      { type: "Private", cidrMask: zoneMask + 1 },
      { type: "Public", cidrMask: zoneMask + 3 },
      { type: "Isolated", cidrMask: zoneMask + 3 },
    ],
  };
}

/**
 * Computes the block of every subnet, zone by zone, as `awsx.ec2.Vpc` does for a {@link layout} with the strategy "Auto":
 * zones follow each other from the VPC's first address, and in each zone a subnet starts at the first multiple of its
 * size after the previous subnet.
 * https://github.com/pulumi/pulumi-awsx/blob/master/awsx/ec2/subnetDistributorNew.ts
 *
 * @throws RangeError if there are more zones than blocks.
 */
export function subnetBlocks(
  vpcCidr: string,
  zones: number,
): readonly { readonly zone: number; readonly type: SubnetType; readonly cidr: string }[] {
  const { zoneMask, zoneBlocks, subnets } = layout(vpcCidr);
  const vpc = parseCidr(vpcCidr);
  if (!vpc || zones > zoneBlocks) {
    throw new RangeError(`${zones} availability zones do not fit into ${vpcCidr}: at most ${zoneBlocks} do`);
  }
  return Array.from({ length: zones }, (_, zone) => {
    let free = vpc.address + zone * size(zoneMask);
    return subnets.map(({ type, cidrMask }) => {
      const address = Math.ceil(free / size(cidrMask)) * size(cidrMask);
      free = address + size(cidrMask);
      return { zone, type, cidr: formatCidr({ address, mask: cidrMask }) };
    });
  }).flat();
}

/** Parses "10.0.0.0/16". Returns undefined for missing parts, leading zeros, numbers out of range and IPv6. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const numbers = (match ?? []).slice(1).map(Number);
  const [a, b, c, d, mask] = numbers;
  if (a === undefined || b === undefined || c === undefined || d === undefined || mask === undefined) return;
  if (Math.max(a, b, c, d) > 255 || mask > 32 || text !== `${a}.${b}.${c}.${d}/${mask}`) return;
  return { address: ((a * 256 + b) * 256 + c) * 256 + d, mask };
}

/** Formats a block as "10.0.0.0/16". */
export function formatCidr({ address, mask }: Cidr): string {
  const octets = [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256);
  return `${octets.join(".")}/${mask}`;
}

/** Returns the network of a block: 10.0.0.0/16 for 10.0.0.7/16. AWS rejects or silently rewrites the latter. */
export function networkOf({ address, mask }: Cidr): Cidr {
  return { address: address - (address % size(mask)), mask };
}

/** Whether `outer` contains every address of `inner`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  const start = networkOf(outer).address;
  return inner.address >= start && inner.address + size(inner.mask) <= start + size(outer.mask);
}

/** Whether two blocks have an address in common. */
export function overlaps(one: Cidr, other: Cidr): boolean {
  return contains(one, networkOf(other)) || contains(other, networkOf(one));
}

/** Whether the block is private address space (RFC 1918). */
export function isPrivate(cidr: Cidr): boolean {
  return RFC_1918.some((block) => contains(block, cidr));
}

const RFC_1918: readonly Cidr[] = [
  { address: 10 * 2 ** 24, mask: 8 },
  { address: 172 * 2 ** 24 + 16 * 2 ** 16, mask: 12 },
  { address: 192 * 2 ** 24 + 168 * 2 ** 16, mask: 16 },
];

function size(mask: number): number {
  return 2 ** (32 - mask);
}
