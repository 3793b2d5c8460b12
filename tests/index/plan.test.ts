import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { planAsJson } from "@groundwork/rehearse/plan/print";
import { renderTree } from "@groundwork/rehearse/plan/tree";

const resource = (name: string, type: string, parent: string, more: Partial<EvaluatedResource> = {}) => ({
  urn: name,
  type,
  name,
  parent,
  id: "",
  custom: true,
  inputs: {},
  outputs: {},
  secrets: [],
  protect: false,
  dependencies: [],
  provider: "aws",
  ...more,
});

test("the tree shows parents and children, distinguishing properties, and protected resources", () => {
  const tree = renderTree([
    resource("stack", "pulumi:pulumi:Stack", ""),
    resource("network", "groundwork:infra:Network", "stack"),
    resource("vpc", "aws:ec2/vpc:Vpc", "network", { inputs: { cidrBlock: "10.0.0.0/16" } }),
    resource("photos", "aws:s3/bucket:Bucket", "stack", { protect: true }),
  ]);
  expect(tree).toBe(
    [
      "stack  pulumi:pulumi:Stack",
      "├─ network  groundwork:infra:Network",
      "│  └─ vpc  aws:ec2:Vpc  cidrBlock 10.0.0.0/16",
      "└─ photos  aws:s3:Bucket  protected",
    ].join("\n"),
  );
});

test.each(["dev", "prod"])("%s as JSON contains every resource, and its password nowhere", async (stack) => {
  const text = await planAsJson(stack);
  const plan: { resources: EvaluatedResource[] } = JSON.parse(text);
  expect(plan.resources.length).toBeGreaterThan(90);
  const password = plan.resources.find(({ type }) => type.endsWith(":RandomPassword"));
  expect(password?.outputs.result).toBe("[secret]");
  const database = plan.resources.find(({ name }) => name === "database-primary");
  expect(JSON.stringify(database)).not.toMatch(/"password":"(?!\[secret\])/);
});
