/** IPv4 blocks. Uses another library than the program under test, so that the simulation finds mistakes of the program. */
import { IPv4 } from "ipaddr.js";

/** An IPv4 block: its first address, and the length of its prefix in bits. */
export interface Block {
  readonly network: IPv4;
  readonly prefix: number;
}

/** A block such as `10.0.0.0/16`. Throws an Error for any other text, and if host bits are set. */
export function parseBlock(text: string): Block {
  const [problem] = blockProblems("the block", text);
  if (problem !== undefined) throw new Error(problem);
  const [network, prefix] = IPv4.parseCIDR(text);
  return { network, prefix };
}

/**
 * Why a property is not an IPv4 block in the form that the aws provider accepts: four decimal numbers without leading
 * zeros, and no host bits. https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/verify/validate.go
 */
export function blockProblems(property: string, text: string): string[] {
  if (!IPv4.isValidCIDRFourPartDecimal(text)) return [`${property} "${text}" is not an IPv4 CIDR block`];
  const network = `${IPv4.networkAddressFromCIDR(text)}/${IPv4.parseCIDR(text)[1]}`;
  return text === network
    ? []
    : [`${property} "${text}" is not an IPv4 CIDR block: its network is ${network}`];
}

/** Whether `inner` lies completely in `outer`. */
export function contains(outer: Block, inner: Block): boolean {
  return inner.prefix >= outer.prefix && inner.network.match(outer.network, outer.prefix);
}

/** Whether two blocks share an address. */
export function overlaps(one: Block, other: Block): boolean {
  return one.network.match(other.network, Math.min(one.prefix, other.prefix));
}

/** The first block of this prefix length that starts at or after an address. */
export function blockFrom(address: IPv4, prefix: number): Block {
  const network = IPv4.networkAddressFromCIDR(`${address}/${prefix}`);
  if (network.toString() === address.toString()) return { network, prefix };
  return { network: addressBehind({ network, prefix }), prefix };
}

/** The address after the last one of a block. Throws an Error after 255.255.255.255. */
export function addressBehind(block: Block): IPv4 {
  const last = IPv4.broadcastAddressFromCIDR(formatBlock(block));
  return IPv4.parse(String(Buffer.from(last.toByteArray()).readUInt32BE() + 1));
}

/** A block as `10.0.0.0/16`. */
export function formatBlock({ network, prefix }: Block): string {
  return `${network}/${prefix}`;
}
