/** IPv4 block arithmetic and the layout of the VPC's subnets: pure functions, no Pulumi. */

/** An IPv4 block: the address as an unsigned 32-bit number, and the length of the prefix in bits. */
export interface Cidr {
  readonly address: number;
  readonly mask: number;
}

export type SubnetType = "Private" | "Public" | "Isolated";

/** What `awsx.ec2.Vpc` needs for its subnets: see {@link layout}. */
export interface Layout {
  /** Prefix length of the block that one availability zone gets (`availabilityZoneCidrMask`). */
  readonly zoneMask: number;
  /** How many such blocks the VPC has: as many zones can ever be used. */
  readonly zoneBlocks: number;
  /** The subnets of each zone (`subnetSpecs`), in address order. New kinds are only ever appended. */
  readonly subnets: readonly { readonly type: SubnetType; readonly cidrMask: number }[];
}

/**
 * The VPC sizes that {@link layout} divides. AWS allows no VPC larger than a /16; in one smaller than a /22, four
 * zones would have public subnets below a /27, the least that an Application Load Balancer accepts.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
export const VPC_MASK = { largest: 16, smallest: 22 } as const;

/** The most availability zones that any layout has to hold. */
export const MAX_ZONES = 4;

/**
 * Divides a VPC so that adding an availability zone moves no existing block: every zone has a block of its own of
 * fixed size, taken in the order in which the zones are listed. A zone's block is half private (nodes and pods), an
 * eighth public (load balancers, NAT gateways), an eighth isolated (database), and a quarter spare for a kind of
 * subnet to come. Down to a /21 there are 8 blocks, twice as many as zones; a /22 has exactly 4.
 *
 * A /16 gives zones of /19: private /20 (4,091 usable addresses), public and isolated /22 (1,019 each).
 *
 * @throws RangeError when the block is not a CIDR of a size that {@link VPC_MASK} allows.
 */
export function layout(vpcCidr: string): Layout {
  const vpc = parseCidr(vpcCidr);
  if (!vpc || vpc.mask < VPC_MASK.largest || vpc.mask > VPC_MASK.smallest) {
    throw new RangeError(
      `${vpcCidr} cannot hold the subnets: a VPC is a /${VPC_MASK.largest} to a /${VPC_MASK.smallest}`,
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
 * The block of every subnet, zone by zone, as `awsx.ec2.Vpc` computes it from a {@link layout} with the strategy
 * "Auto": zones one after the other from the VPC's first address, and in each zone every subnet at the first multiple
 * of its size behind the previous one.
 * https://github.com/pulumi/pulumi-awsx/blob/master/awsx/ec2/subnetDistributorNew.ts
 *
 * @throws RangeError when there are more zones than blocks.
 */
export function subnetBlocks(
  vpcCidr: string,
  zones: number,
): readonly { readonly zone: number; readonly type: SubnetType; readonly cidr: string }[] {
  const { zoneMask, zoneBlocks, subnets } = layout(vpcCidr);
  const vpc = parseCidr(vpcCidr);
  if (!vpc || zones > zoneBlocks) {
    throw new RangeError(`${vpcCidr} has room for ${zoneBlocks} availability zones, not for ${zones}`);
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

/** Reads "10.0.0.0/16"; undefined for anything else: missing parts, leading zeros, numbers out of range, IPv6. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const numbers = (match ?? []).slice(1).map(Number);
  const [a, b, c, d, mask] = numbers;
  if (a === undefined || b === undefined || c === undefined || d === undefined || mask === undefined) return;
  if (Math.max(a, b, c, d) > 255 || mask > 32 || text !== `${a}.${b}.${c}.${d}/${mask}`) return;
  return { address: ((a * 256 + b) * 256 + c) * 256 + d, mask };
}

/** Writes a block as "10.0.0.0/16". */
export function formatCidr({ address, mask }: Cidr): string {
  const octets = [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256);
  return `${octets.join(".")}/${mask}`;
}

/** The block that the address lies in: 10.0.0.7/16 gives 10.0.0.0/16. AWS refuses or silently rewrites the former. */
export function networkOf({ address, mask }: Cidr): Cidr {
  return { address: address - (address % size(mask)), mask };
}

/** Whether `inner` lies in `outer` as a whole. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  const start = networkOf(outer).address;
  return inner.address >= start && inner.address + size(inner.mask) <= start + size(outer.mask);
}

/** Whether the two blocks share an address. */
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
