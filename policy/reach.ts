/** Classifies address blocks. */

/**
 * Whether a block is too large to restrict access. 0.0.0.0/1 and 128.0.0.0/1 together are as open as 0.0.0.0/0, so the limit
 * is the largest block that one owner has: a /8 for IPv4, a /19 for IPv6.
 * https://www.iana.org/assignments/ipv4-address-space, https://www.iana.org/assignments/ipv6-unicast-address-assignments
 */
export function isPublicBlock(cidr: unknown): boolean {
  if (typeof cidr !== "string") return false;
  const [address = "", mask = ""] = cidr.split("/");
  if (!/^\d+$/.test(mask)) return false;
  return Number(mask) < (address.includes(":") ? 19 : 8);
}
