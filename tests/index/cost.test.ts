import { knownTypes } from "@groundwork/rehearse/cloud";
import type { EvaluatedResource, Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { nodesAtRest, volumesOf } from "@groundwork/rehearse/cloud/kubernetes/capacity";
import { estimateCost } from "@groundwork/rehearse/cost/estimate";
import { priceOf, prices } from "@groundwork/rehearse/cost/prices";
import { renderReleaseCosts } from "@groundwork/rehearse/cost/releases";
import { costSummary, renderCost } from "@groundwork/rehearse/cost/summary";
import { evaluated } from "../evaluated";

let dev: Evaluation;
let prod: Evaluation;
beforeAll(async () => {
  dev = await evaluated("dev");
  prod = await evaluated("prod");
}, 60_000);

const resource = (type: string, more: Partial<EvaluatedResource> = {}): EvaluatedResource => ({
  urn: `urn:pulumi:test::groundwork::${type}::one`,
  type,
  name: "one",
  id: "one",
  parent: "",
  custom: true,
  inputs: {},
  outputs: {},
  secrets: [],
  protect: false,
  dependencies: [],
  provider: "aws",
  ...more,
});

test("the cost of a line is units times price, and the total is the sum of the lines", () => {
  const { lines, total, components } = estimateCost(prod.resources);
  for (const { units, price, usd } of lines) expect(usd).toBeCloseTo(units * priceOf(price).usd, 9);
  const sum = (kind: string) =>
    lines.filter((line) => line.kind === kind).reduce((all, { usd }) => all + usd, 0);
  expect(total.fixed).toBeCloseTo(sum("fixed"), 1);
  expect(total.usage).toBeCloseTo(sum("usage"), 1);
  expect(components.reduce((all, { fixed }) => all + fixed, 0)).toBeCloseTo(total.fixed, 1);
});

test("a standby doubles the cost of an instance and its storage", () => {
  const instance = (multiAz: boolean) =>
    estimateCost([
      resource("aws:rds/instance:Instance", {
        inputs: { instanceClass: "db.t4g.medium", multiAz },
        outputs: { allocatedStorage: 20 },
      }),
    ]).total.fixed;
  expect(instance(false)).toBeCloseTo(0.065 * 730 + 20 * 0.115, 2);
  expect(instance(true)).toBeCloseTo(2 * instance(false), 1);
});

test("a resource without a price is listed, and does not count as zero", () => {
  const { notPriced, lines } = estimateCost([
    resource("aws:rds/instance:Instance", { inputs: { instanceClass: "db.x9.huge" } }),
    resource("aws:redshift/cluster:Cluster"),
    resource("pulumi:providers:aws", { inputs: { region: "eu-west-1" } }),
  ]);
  expect(lines).toEqual([]);
  const text = notPriced.join("\n");
  expect(text).toContain("db.x9.huge: add its price to packages/rehearse/cost/prices.ts");
  expect(text).toContain("aws:redshift/cluster:Cluster: add it to packages/rehearse/cloud/aws/redshift");
  expect(text).toContain("eu-west-1");
});

test.each(["dev", "prod"])(
  "every AWS type of %s is billed, free, or a setting of a billed resource",
  async (stack) => {
    const { notPriced } = estimateCost((stack === "dev" ? dev : prod).resources);
    expect(notPriced.filter((what) => what.includes("packages/rehearse/"))).toEqual([]);
  },
);

test("a type is billed, free by a page, or part of the bill of a type that is billed", () => {
  const { types } = knownTypes;
  expect(types.length).toBeGreaterThan(60);
  const kinds = new Set<string>();
  for (const type of types) {
    const { price } = knownTypes.resourceType(type);
    kinds.add(typeof price === "function" ? "billed" : (Object.keys(price)[0] ?? ""));
    if (typeof price === "function") continue;
    if ("free" in price) expect([type, price.free]).toEqual([type, expect.stringMatching(/^https:\/\//)]);
    else if ("partOf" in price) {
      const whole = knownTypes.resourceType(price.partOf).price;
      expect([type, typeof whole === "function" || "notPriced" in whole]).toEqual([type, true]);
    } else expect(price.notPriced).toMatch(/.{10}/);
  }
  expect([...kinds].sort()).toEqual(["billed", "free", "notPriced", "partOf"]);
});

test("every price has its page and date", () => {
  for (const { page, seen, asOf, usd } of Object.values(prices)) {
    expect(page).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/$/);
    expect(seen.length).toBeGreaterThan(10);
    expect(asOf).toMatch(/^202\d-\d\d-\d\d$/);
    expect(usd).toBeGreaterThan(0);
  }
});

test("nodes and volumes follow the requests of the pods", () => {
  expect(nodesAtRest(dev.resources)).toBe(2);
  expect(nodesAtRest(prod.resources)).toBeGreaterThanOrEqual(3);
  const claim = { spec: { resources: { requests: { storage: "100Gi" } } } };
  expect(volumesOf({ prometheusSpec: { replicas: 2, storageSpec: claim }, other: { claim } })).toBe(300);
});

test("a summary contains the difference from an earlier one only if there is one", () => {
  const cost = estimateCost(prod.resources);
  expect(costSummary("prod", cost)).not.toHaveProperty("differenceUsd");
  const earlier = { fixed: cost.total.fixed - 10.5, usage: cost.total.usage };
  expect(costSummary("prod", cost, earlier).differenceUsd).toEqual({ fixed: 10.5, usage: 0 });
});

test.each([
  ["us-east-1", "us-east-1 list prices"],
  ["eu-central-1", "us-east-1 list prices, which differ from those in eu-central-1"],
  [
    "cn-north-1",
    "us-east-1 list prices, which do not apply to cn-north-1: AWS in China has its own prices, in yuan",
  ],
])("the sum of a stack in %s says which prices it is made of", (region, basis) => {
  const cost = estimateCost([
    resource("pulumi:providers:aws", { inputs: { region } }),
    resource("aws:ec2/eip:Eip", { inputs: {} }),
  ]);
  const summary = costSummary("dev", cost);
  expect(summary.basis).toBe(basis);
  expect(renderCost(summary, cost, "out/dev/cost.json")).toContain(` a month at ${basis}; the oldest price`);
});

test("a release runs the pods of both versions: with the least and the largest number, for the time of its pauses", async () => {
  const releases = { api: { strategy: "canary" }, web: { strategy: "blueGreen", seconds: 600 } };
  const { resources } = await evaluated("prod", { changes: { releases } });
  const [, api, web] = renderReleaseCosts(resources);
  // 250m of 1,800m, 0.0816 dollars and 12 % of it per hour: 0.0127 dollars. 16 minutes, 3 and 12 pods.
  expect(api).toMatch(/^ {2}api +3 to 12 more pods for 16 min: \$0\.01 to \$0\.04$/);
  expect(web).toMatch(/^ {2}web +3 to 6 more pods for 11 min: less than \$0\.01 to less than \$0\.01$/);
  expect(renderReleaseCosts(prod.resources)).toEqual([]);
  const steps = [100, 3_600].map((seconds, at) => ({ percent: 50 + at, seconds }));
  const slow = await evaluated("prod", { changes: { releases: { api: { strategy: "canary", steps } } } });
  expect(renderReleaseCosts(slow.resources)[1]).toContain(" for 1 h 3 min: ");
});

test("telemetry in CloudWatch costs what X-Ray stores, a log group, and the volume of the gateway", async () => {
  const { resources } = await evaluated("dev", { changes: { telemetry: "cloudwatch" } });
  const [before, after] = [estimateCost(dev.resources), estimateCost(resources)];
  const added = after.components.filter(
    ({ name }) => !before.components.some((component) => component.name === name),
  );
  expect(added.map(({ name }) => name).sort()).toEqual(["telemetry", "telemetry-store"]);
  const traces = after.lines.filter(({ price }) => price === "X-Ray traces");
  expect(traces.map(({ units, usd }) => [units, usd])).toEqual([[0.1, 0.5]]);
  expect(before.lines.filter(({ price }) => price === "X-Ray traces")).toEqual([]);
  // 5 GB of logs, and what a week of them takes.
  expect(after.total.usage - before.total.usage).toBeCloseTo(0.5 + 5 * (0.5 + (7 / 30) * 0.15 * 0.03), 1);
});

test("another NAT gateway adds the cost of its hours and its address", async () => {
  const more = await evaluated("dev", { changes: { natGateways: "onePerAz" } });
  const difference = estimateCost(more.resources).total.fixed - estimateCost(dev.resources).total.fixed;
  expect(difference).toBeCloseTo(730 * (0.045 + 0.005), 2);
});
