import fc from "fast-check";
import {
  contains,
  formatCidr,
  isPrivate,
  layout,
  MAX_ZONES,
  networkOf,
  overlaps,
  parseCidr,
  subnetBlocks,
  VPC_MASK,
} from "../../infra/cidr";

/** Any VPC that the settings accept: private, aligned, /16 to /22. */
const vpcCidrs = fc
  .record({
    base: fc.constantFrom("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16").map(block),
    mask: fc.integer({ min: VPC_MASK.largest, max: VPC_MASK.smallest }),
    index: fc.nat(),
  })
  .map(({ base, mask, index }) =>
    formatCidr({ address: base.address + (index % 2 ** (mask - base.mask)) * 2 ** (32 - mask), mask }),
  );
const zoneCounts = fc.integer({ min: 2, max: MAX_ZONES });

describe("the subnets of any allowed VPC", () => {
  test("never overlap", () => {
    fc.assert(
      fc.property(vpcCidrs, zoneCounts, (vpc, zones) => {
        const blocks = subnetBlocks(vpc, zones).map(({ cidr }) => block(cidr));
        expect(blocks).toHaveLength(zones * 3);
        blocks.forEach((one, at) => {
          for (const other of blocks.slice(at + 1)) expect(overlaps(one, other)).toBe(false);
        });
      }),
    );
  });

  test("are in the VPC and start at a multiple of their size, as AWS requires", () => {
    fc.assert(
      fc.property(vpcCidrs, zoneCounts, (vpc, zones) => {
        for (const { cidr } of subnetBlocks(vpc, zones)) {
          expect(contains(block(vpc), block(cidr))).toBe(true);
          expect(formatCidr(networkOf(block(cidr)))).toBe(cidr);
        }
      }),
    );
  });

  test("keep their blocks when an availability zone is appended", () => {
    fc.assert(
      fc.property(vpcCidrs, fc.integer({ min: 2, max: MAX_ZONES - 1 }), (vpc, zones) => {
        const before = subnetBlocks(vpc, zones);
        expect(subnetBlocks(vpc, zones + 1).slice(0, before.length)).toEqual(before);
      }),
    );
  });

  test("are large enough for a load balancer, and leave a quarter of the zone free", () => {
    fc.assert(
      fc.property(vpcCidrs, (vpc) => {
        const { zoneMask, subnets } = layout(vpc);
        const used = subnets.reduce((sum, { cidrMask }) => sum + 2 ** (32 - cidrMask), 0);
        expect(Math.max(...subnets.map(({ cidrMask }) => cidrMask))).toBeLessThanOrEqual(27);
        expect(used).toBe(0.75 * 2 ** (32 - zoneMask));
      }),
    );
  });
});

test("a /16 has the documented layout", () => {
  expect(subnetBlocks("10.0.0.0/16", 2)).toEqual([
    { zone: 0, type: "Private", cidr: "10.0.0.0/20" },
    { zone: 0, type: "Public", cidr: "10.0.16.0/22" },
    { zone: 0, type: "Isolated", cidr: "10.0.20.0/22" },
    { zone: 1, type: "Private", cidr: "10.0.32.0/20" },
    { zone: 1, type: "Public", cidr: "10.0.48.0/22" },
    { zone: 1, type: "Isolated", cidr: "10.0.52.0/22" },
  ]);
});

test("every size has room for four zones, and twice that down to a /21", () => {
  const masks = [16, 17, 18, 19, 20, 21, 22];
  expect(masks.map((mask) => layout(`10.0.0.0/${mask}`).zoneBlocks)).toEqual([8, 8, 8, 8, 8, 8, 4]);
});

test("a VPC of another size is rejected, and the message lists the allowed sizes", () => {
  expect(() => layout("10.0.0.0/15")).toThrow("it must be an IPv4 block from /16 to /22");
  expect(() => layout("10.0.0.0/23")).toThrow("it must be an IPv4 block from /16 to /22");
  expect(() => layout("ten")).toThrow("it must be an IPv4 block from /16 to /22");
});

test("more zones than blocks are rejected", () => {
  expect(() => subnetBlocks("10.0.0.0/22", 5)).toThrow(
    "5 availability zones do not fit into 10.0.0.0/22: at most 4 do",
  );
});

test("a formatted block can be parsed", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.nat(32), (address, mask) => {
      expect(parseCidr(formatCidr({ address, mask }))).toEqual({ address, mask });
    }),
  );
});

test.each([
  "",
  "10.0.0.0",
  "10.0.0.0/33",
  "10.0.0/16",
  "256.0.0.0/8",
  "010.0.0.0/8",
  "10.0.0.0/08",
  " 10.0.0.0/8",
  "::/0",
])("%j is not a CIDR", (text) => {
  expect(parseCidr(text)).toBeUndefined();
});

test("only addresses in RFC 1918 ranges are private, not those that merely share a prefix", () => {
  const results = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "172.31.255.0/24"].map(block);
  expect(results.map(isPrivate)).toEqual([true, true, true, true]);
  expect(["8.0.0.0/6", "172.32.0.0/16", "192.168.0.0/15", "100.64.0.0/10"].map(block).map(isPrivate)).toEqual(
    [false, false, false, false],
  );
});

function block(text: string) {
  const cidr = parseCidr(text);
  if (!cidr) throw new Error(`${text} is not a CIDR`);
  return cidr;
}
