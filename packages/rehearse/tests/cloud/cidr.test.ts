/** Compares the IPv4 arithmetic of the simulation with that of Node.js, and tests the edge cases. */
import { readdirSync, readFileSync } from "node:fs";
import { BlockList } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { subnetBlocks } from "../../cloud/awsx/subnet-blocks";
import {
  addressBehind,
  blockFrom,
  blockProblems,
  contains,
  formatBlock,
  overlaps,
  parseBlock,
} from "../../cloud/cidr";

const text = (address: number, prefix: number) =>
  `${[24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join(".")}/${prefix}`;

/** Any block, as its first and last address and its text. */
const anyBlock = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]) => {
    const size = 2 ** (32 - prefix);
    const first = Math.floor(address / size) * size;
    return { prefix, first, last: first + size - 1, text: text(first, prefix) };
  });

test.each(["0.0.0.0/0", "255.255.255.255/32", "10.0.0.0/16", "172.31.255.240/28"])(
  "%s is a block",
  (block) => {
    expect(blockProblems("cidrBlock", block)).toEqual([]);
    expect(formatBlock(parseBlock(block))).toBe(block);
  },
);

test.each([
  ["10.0.0.7/16", "10.0.0.0/16"],
  ["10.0.0.1/31", "10.0.0.0/31"],
  ["255.255.255.255/0", "0.0.0.0/0"],
])("%s has host bits set: the error names the network", (block, network) => {
  const problem = `cidrBlock "${block}" is not an IPv4 CIDR block: its network is ${network}`;
  expect(blockProblems("cidrBlock", block)).toEqual([problem]);
  expect(() => parseBlock(block)).toThrow(`its network is ${network}`);
});

test.each([
  "",
  "ten",
  "10.0.0.0",
  "10.0.0.0/",
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "10.0.0.0/16/16",
  "10.0.0/16",
  "10.0.0.0.0/16",
  "256.0.0.0/8",
  "010.0.0.0/8",
  "0x0a.0.0.0/8",
  "167772160/8",
  "10.0.0.0/016",
  " 10.0.0.0/16",
  "10.0.0.0/16 ",
  "10.0.0.0/255.255.0.0",
  "::/0",
  "fd00::/64",
  "::ffff:10.0.0.0/112",
])("%j is not a block", (block) => {
  expect(blockProblems("cidrBlock", block)[0]).toContain(`cidrBlock "${block}" is not an IPv4 CIDR block`);
  expect(() => parseBlock(block)).toThrow("is not an IPv4 CIDR block");
});

test("blocks are nested, overlap or are disjoint, including at the edges", () => {
  const [all, none, last] = ["0.0.0.0/0", "0.0.0.0/32", "255.255.255.255/32"].map(parseBlock);
  const [vpc, first, next] = ["10.0.0.0/16", "10.0.0.0/24", "10.1.0.0/24"].map(parseBlock);
  if (!all || !none || !last || !vpc || !first || !next) throw new Error("a block is missing");
  for (const each of [all, none, last, vpc]) {
    expect([contains(all, each), contains(each, each), overlaps(each, all)]).toEqual([true, true, true]);
  }
  expect([contains(none, all), contains(last, none), overlaps(last, none)]).toEqual([false, false, false]);
  expect([contains(vpc, first), contains(first, vpc), overlaps(first, vpc)]).toEqual([true, false, true]);
  expect([contains(vpc, next), overlaps(vpc, next)]).toEqual([false, false]);
});

test("contains and overlaps agree with Node's BlockList for all blocks", () => {
  fc.assert(
    fc.property(anyBlock, anyBlock, (one, other) => {
      const list = new BlockList();
      list.addSubnet(one.text.split("/")[0] ?? "", one.prefix);
      const has = (address: number) => list.check(text(address, 32).split("/")[0] ?? "");
      const [outer, inner] = [parseBlock(one.text), parseBlock(other.text)];
      expect(contains(outer, inner)).toBe(has(other.first) && has(other.last));
      expect(overlaps(outer, inner)).toBe(other.first <= one.last && one.first <= other.last);
      expect(overlaps(outer, inner)).toBe(overlaps(inner, outer));
    }),
    { numRuns: 1_000 },
  );
});

test("the next block of a size starts after an address, at a multiple of its size", () => {
  fc.assert(
    fc.property(anyBlock, fc.integer({ min: 8, max: 32 }), ({ text: from, last }, prefix) => {
      const size = 2 ** (32 - prefix);
      const start = Math.ceil((last + 1) / size) * size;
      fc.pre(start + size <= 2 ** 32);
      expect(formatBlock(blockFrom(addressBehind(parseBlock(from)), prefix))).toBe(text(start, prefix));
    }),
  );
});

test("there is no address after the last one", () => {
  expect(() => addressBehind(parseBlock("255.255.255.255/32"))).toThrow();
  expect(() => addressBehind(parseBlock("0.0.0.0/0"))).toThrow();
});

// Computed with the code of awsx, for the arguments of the platform.
test("subnets have the same blocks as in awsx", () => {
  const specs = [{ cidrMask: 20 }, { cidrMask: 22 }, { cidrMask: 22 }];
  expect(subnetBlocks("10.0.0.0/16", 2, 19, specs)).toEqual([
    ["10.0.0.0/20", "10.0.16.0/22", "10.0.20.0/22"],
    ["10.0.32.0/20", "10.0.48.0/22", "10.0.52.0/22"],
  ]);
  const uneven = [{ cidrMask: 24 }, { cidrMask: 20 }];
  expect(subnetBlocks("10.0.0.0/16", 1, 18, uneven)).toEqual([["10.0.0.0/24", "10.0.16.0/20"]]);
  const whole = [{ cidrMask: 32 }];
  expect(subnetBlocks("255.255.255.254/31", 2, 32, whole)).toEqual([
    ["255.255.255.254/32"],
    ["255.255.255.255/32"],
  ]);
});

test("no file of the simulated cloud imports the platform", () => {
  const folder = join(__dirname, "../../cloud");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  expect(files.length).toBeGreaterThan(40);
  const imports = files.flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/from "([^"]+)"/g)].map(([, from = ""]) => ({
      file,
      from,
      target: from.startsWith(".") ? join(folder, file, "..", from) : from,
    })),
  );
  const rehearse = join(__dirname, "../..");
  const outside = imports.filter(
    ({ from, target }) => from.startsWith(".") && !target.startsWith(`${rehearse}/`),
  );
  expect(outside).toEqual([]);
  const packages = new Set(imports.flatMap(({ from }) => (from.startsWith(".") ? [] : [from.split("/")[0]])));
  expect([...packages].sort()).toEqual([
    "@grpc",
    "@pulumi",
    "google-protobuf",
    "ipaddr.js",
    "node:crypto",
    "node:fs",
    "node:path",
    "node:zlib",
    "yaml",
  ]);
});
