/** A block of IPv4 addresses. */
export interface Block {
  readonly first: number;
  readonly last: number;
  readonly mask: number;
}

/** Parses `10.0.0.0/16`. Throws an Error that says what was given. */
export function parseBlock(cidr: string): Block {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const [a = 256, b = 256, c = 256, d = 256, mask = 33] = (match ?? []).slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || mask > 32) throw new Error(`"${cidr}" is not an IPv4 CIDR block`);
  const size = 2 ** (32 - mask);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1, mask };
}

/** The block of a size that begins at an address. */
export function blockAt(first: number, mask: number): Block {
  return { first, last: first + 2 ** (32 - mask) - 1, mask };
}

/** Writes a block as `10.0.0.0/16`. */
export function formatBlock({ first, mask }: Block): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join(".")}/${mask}`;
}

/** True when the whole inner block lies in the outer one. */
export function contains(outer: Block, inner: Block): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** True when two blocks share an address. */
export function overlap(left: Block, right: Block): boolean {
  return left.first <= right.last && right.first <= left.last;
}
