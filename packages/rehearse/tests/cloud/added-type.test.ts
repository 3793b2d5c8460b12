/** One entry adds a resource type to the cloud, the plan, the cost, the time and the report. */

import { tables, tableType } from "@groundwork/testbed/added-type";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { knownTypes, newCloud, registryWith } from "../../cloud";
import { type Evaluation, evaluate } from "../../cloud/evaluation";
import { random } from "../../cloud/random";
import { serve } from "../../cloud/server";
import { estimateCost } from "../../cost/estimate";
import { renderTree } from "../../plan/tree";
import { buildReport } from "../../report/build";
import { costSection } from "../../report/sections/cost";
import { estimate } from "../../timing/estimate";

const types = [tables];
const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });

function program(): void {
  const provider = new aws.Provider("aws", { region: "us-east-1" });
  const role = new aws.iam.Role("writer", { assumeRolePolicy: policy }, { provider });
  const permissions = new aws.iam.RolePolicy("writer", { role: role.name, policy }, { provider });
  const alias = new aws.cloudwatch.LogGroup("unrelated", { retentionInDays: 7 }, { provider });
  const table = (name: string, dependsOn: pulumi.Resource[]) =>
    new aws.dynamodb.Table(
      name,
      {
        hashKey: "id",
        attributes: [{ name: "id", type: "S" }],
        billingMode: "PROVISIONED",
        readCapacity: 5,
        writeCapacity: 1,
        restoreSourceName: "not-for-everyone",
      },
      { provider, dependsOn },
    );
  table("orders", [permissions]);
  table("needless", [alias]);
}

let evaluation: Evaluation;
beforeAll(async () => {
  evaluation = await evaluate({
    program,
    cloud: newCloud({ types }),
    project: "test",
    stack: "test",
    config: {},
  });
});
const table = () => {
  const found = evaluation.resources.find(({ type, name }) => type === tableType && name === "orders");
  if (!found) throw new Error("the program registers no table");
  return found;
};

test("without the entry the type has the outputs that the SDK declares, and is not checked", async () => {
  expect(knownTypes.find(tableType)).toBeUndefined();
  const created = await newCloud().create(tableType, "orders", { billingMode: "PAY_PER_REQUEST" });
  expect(created.notChecked).toEqual(["the simulated cloud has no entry for its type"]);
  expect(created.outputs.arn).toBe("arn:aws:dynamodb:us-east-1:111122223333:table/orders");
});

test("the cloud creates, rejects and replaces it as the entry defines", async () => {
  const { id, outputs } = table();
  expect(outputs.arn).toBe(`arn:aws:dynamodb:us-east-1:111122223333:table/${outputs.name}`);
  expect(id).toBe(outputs.name);
  const cloud = newCloud({ types });
  const refused = cloud.create(tableType, "one", { name: "one", billingMode: "PROVISIONED" });
  await expect(refused).rejects.toThrow("billingMode PROVISIONED needs readCapacity");
  expect(cloud.diff(tableType, { hashKey: "id" }, { hashKey: "other" }).replaces).toEqual(["hashKey"]);
});

test("the plan shows the inputs that identify it", () => {
  const tree = renderTree(evaluation.resources, evaluation.types);
  expect(tree).toContain("orders  aws:dynamodb:Table  hashKey id  billingMode PROVISIONED");
});

test("the cost has its price, with source and date", () => {
  const { lines, notPriced, asOf, total } = estimateCost(evaluation.resources, evaluation.types);
  const line = lines.find(({ urn }) => urn === table().urn);
  expect(line).toMatchObject({ price: "Table for the tests", units: 5, usd: 10, kind: "fixed" });
  expect(total.fixed).toBe(20);
  expect(asOf).toBe("2020-01-02");
  expect(notPriced.join("\n")).not.toContain("dynamodb");
});

test("without the entry the cost lists it as not priced, and does not count it as zero", () => {
  const { notPriced, lines } = estimateCost(evaluation.resources);
  expect(notPriced).toContain(
    `${tableType}: add it to packages/rehearse/cloud/aws/dynamodb or to "types" in rehearse.config.ts`,
  );
  expect(lines.some(({ urn }) => urn === table().urn)).toBe(false);
});

test("the time has its duration, and the order that it requires", () => {
  const { up, destroy, orders, needless } = estimate(evaluation.resources, evaluation.types);
  const slot = up.slots.get(table().urn);
  expect(slot && slot.end - slot.start).toBe(45);
  expect(up.criticalPath.some((urn) => urn.includes(tableType))).toBe(true);
  expect(destroy.seconds).toBeGreaterThanOrEqual(30);
  expect(orders.find(({ from }) => from === table().urn)?.required?.because).toBe(
    "the tests invent that it needs its permissions",
  );
  expect(needless.map(({ from }) => from)).toEqual([expect.stringContaining("::needless")]);
});

test("the report shows price, time and order, and masks the secrets that the entry defines", () => {
  const report = buildReport("test", evaluation.resources, new Date(), evaluation.types);
  const shown = report.resources.find(({ urn }) => urn === table().urn);
  expect(shown).toMatchObject({
    type: "aws:dynamodb:Table",
    seconds: 45,
    source: "an invented figure, for the tests",
    usd: { fixed: 10, usage: 0 },
  });
  expect(shown?.waits).toContainEqual(
    expect.objectContaining({ detail: "the tests invent that it needs its permissions" }),
  );
  expect(JSON.stringify(report)).not.toContain("not-for-everyone");
  // The page uses only report.json.
  const page = costSection(JSON.parse(JSON.stringify(report))).text;
  expect(page).toContain("Table for the tests");
  expect(page).toContain("https://aws.amazon.com/dynamodb/pricing/");
});

test("its import id is known", () => {
  expect(registryWith(types).importId(tableType, { name: "orders-1a2b3c4" }, undefined)).toBe(
    "orders-1a2b3c4",
  );
});

test("an entry of a project replaces the built-in one", () => {
  const type = "random:index/randomId:RandomId";
  const own = { ...random.resources[type], seconds: { create: 7 } };
  if (!own.outputs || !own.price) throw new Error(`there is no entry for ${type}`);
  const registry = registryWith([
    { resources: { [type]: { ...own, outputs: own.outputs, price: own.price } } },
  ]);
  expect(registry.resourceType(type).seconds).toEqual({ create: 7 });
  expect(knownTypes.resourceType(type).seconds).toEqual({ create: 0 });
});

test("a type of a package whose SDK is not installed is reported with the next step", async () => {
  const known = knownTypes.resourceType("random:index/randomId:RandomId");
  const cloud = (more: object) =>
    newCloud({ types: [{ resources: { "example:index/thing:Thing": known }, ...more }] });
  await expect(serve(cloud({}))).rejects.toThrow(
    "The types of the Pulumi package example are known, but its SDK @pulumi/example is not installed",
  );
  // The name of another npm package is used, such as the name of a local SDK.
  const server = await serve(cloud({ sdks: { example: "@pulumi/random" } }));
  expect(server.debugProviders).toMatch(/(^|,)example:\d+/);
  server.stop();
});
