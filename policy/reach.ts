/** How much of the internet an address block is. */

/**
 * Whether a block is as good as everybody. Two halves (0.0.0.0/1 and 128.0.0.0/1) are as open as the whole, so the line
 * is drawn at the largest block that one owner has: a /8 for IPv4, a /19 for IPv6.
 * https://www.iana.org/assignments/ipv4-address-space, https://www.iana.org/assignments/ipv6-unicast-address-assignments
 */
export function isOpen(cidr: unknown): boolean {
  if (typeof cidr !== "string") return false;
  const [address = "", mask = ""] = cidr.split("/");
  if (!/^\d+$/.test(mask)) return false;
  return Number(mask) < (address.includes(":") ? 19 : 8);
}
