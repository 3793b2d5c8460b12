/** The settings of the OpenSearch domain. */
import { countZones } from "../../settings/telemetry";
import { problems, settings } from "./changed";

const two = ["us-east-1a", "us-east-1b"];
const three = [...two, "us-east-1c"];
const m6g = { openSearchInstanceType: "m6g.large.search" };

test.each([
  [1, [1, 1, 1]],
  [2, [undefined, 2, 2]],
  [3, [undefined, undefined, 3]],
  [4, [undefined, 2, 2]],
  [5, [undefined, undefined, undefined]],
  [6, [undefined, 2, 3]],
  [9, [undefined, undefined, 3]],
  [12, [undefined, 2, 3]],
])("%d nodes are in as many of one, two and three zones as have the same number: %j", (nodes, expected) => {
  expect([1, 2, 3].map((available) => countZones(nodes, available))).toEqual(expected);
});

test.each([
  [2, two, 2],
  [6, two, 2],
  [12, two, 2],
  [3, three, 3],
  [4, three, 2],
  [6, three, 3],
])("%d nodes of a stack with the zones %j are in %d zones", (openSearchNodes, availabilityZones, zones) => {
  const given = { telemetry: "opensearch", openSearchNodes, availabilityZones, ...m6g };
  expect(settings(given).telemetry?.openSearch?.zones).toBe(zones);
});

test.each([
  [3, two, "1, or an even number: each zone has as many nodes, and availabilityZones has 2"],
  [9, two, "1, or an even number: each zone has as many nodes, and availabilityZones has 2"],
  [5, three, "1, or a multiple of 2 or 3: each zone has as many nodes"],
])("%d nodes in the zones %j are refused", (openSearchNodes, availabilityZones, allowed) => {
  expect(problems({ openSearchNodes, availabilityZones })).toEqual([
    `groundwork:openSearchNodes: ${allowed}`,
  ]);
});

test.each([
  ...["t3.small", "t3.medium", "m5.large", "c5.18xlarge", "r5.12xlarge", "m6g.large", "c6g.xlarge"],
  ...["r6g.2xlarge", "m7g.medium", "c7g.large", "r7g.16xlarge", "m7i.large", "c7i.4xlarge", "r7i.xlarge"],
  ...["m8g.medium", "c8g.large", "r8g.medium"],
])("nodes can be of the type %s.search", (type) => {
  expect(problems({ openSearchInstanceType: `${type}.search` })).toEqual([]);
});

test.each([
  // Local disks, and no volumes.
  ...["i2.xlarge", "i3.large", "i4g.large", "i4i.large", "i7i.large", "i8g.large", "im4gn.large"],
  ...["r6gd.large", "r7gd.large", "r8gd.large", "oi2.large"],
  // A copy of each write in S3.
  ...["or1.medium", "or2.large", "om2.large"],
  // No volumes of the type gp3, no encryption or no fine-grained access control.
  ...["t2.small", "m3.large", "m4.large", "r3.large", "r4.large", "c4.large"],
  // Nodes for indices that are not written to, and sizes and families that do not exist.
  ...["ultrawarm1.medium", "t3.large", "t4g.small", "m6g.medium", "c7g.medium", "m6g.small", "m6i.large"],
])("nodes cannot be of the type %s.search", (type) => {
  expect(problems({ openSearchInstanceType: `${type}.search` })).toEqual([
    "groundwork:openSearchInstanceType: t3.small.search, t3.medium.search, or a size of the families c, m or r of generation 5, 6g, 7g, 7i or 8g, such as m6g.large.search; no family with local disks, and none that stores in S3",
  ]);
});

test("an instance type without .search is refused, and the error has the value", () => {
  expect(() => settings({ openSearchInstanceType: "m6g.large" })).toThrow(/"?m6g\.large"?/);
});

test("there are at most 10 nodes of type t3", () => {
  const nodes = (openSearchNodes: number, type: string) =>
    problems({ openSearchNodes, openSearchInstanceType: type });
  for (const type of ["t3.small.search", "t3.medium.search"]) {
    expect(nodes(10, type)).toEqual([]);
    expect(nodes(12, type)).toEqual([
      `groundwork:openSearchNodes: at most 10 while openSearchInstanceType is ${type}`,
    ]);
  }
  expect(nodes(12, "m6g.large.search")).toEqual([]);
});

test.each([
  ["t3.small.search", 100],
  ["t3.medium.search", 200],
])("a node of type %s has at most %d GiB", (openSearchInstanceType, max) => {
  expect(problems({ openSearchInstanceType, openSearchStorageGib: max })).toEqual([]);
  expect(problems({ openSearchInstanceType, openSearchStorageGib: max + 1 })).toEqual([
    `groundwork:openSearchStorageGib: at most ${max}, in GiB, while openSearchInstanceType is ${openSearchInstanceType}`,
  ]);
  expect(problems({ ...m6g, openSearchStorageGib: max + 1 })).toEqual([]);
});

test("logs and traces are kept for as many days as a node has shards", () => {
  expect(problems({ openSearchRetentionDays: 270 })).toEqual([]);
  expect(problems({ openSearchRetentionDays: 271 })).toEqual([
    "groundwork:openSearchRetentionDays: a whole number from 1 to 270, in days",
  ]);
});
