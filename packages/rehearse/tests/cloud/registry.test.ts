/** Rules for all entries. */
import { knownTypes, newCloud } from "../../cloud";

const entries = () => knownTypes.types.map((type) => [type, knownTypes.resourceType(type)] as const);

test("an order refers to known types, and has a reason and a source", () => {
  const { requiredOrders } = knownTypes;
  expect(requiredOrders.length).toBeGreaterThan(20);
  for (const { first, because, source } of requiredOrders) {
    for (const type of first) expect(knownTypes.find(type)).toBeDefined();
    expect(because.length).toBeGreaterThan(20);
    expect(source).toMatch(/^(https:\/\/|k8s\/|docs\/)/);
  }
});

test("no type but network policies is ordered after itself", () => {
  const own = entries().filter(([type]) => knownTypes.requiredOrder(type, type));
  // A policy that denies all connections waits for those that allow some.
  expect(own.map(([type]) => type)).toEqual(["kubernetes:networking.k8s.io/v1:NetworkPolicy"]);
});

test("the orders of a type, of a provider and of unrelated types", () => {
  const order = (later: string, first: string) => knownTypes.requiredOrder(later, first)?.because;
  expect(order("aws:eks/cluster:Cluster", "aws:cloudwatch/logGroup:LogGroup")).toContain("log group");
  expect(order("pulumi:providers:kubernetes", "aws:eks/addon:Addon")).toContain("access policy");
  expect(order("pulumi:providers:aws", "aws:eks/cluster:Cluster")).toBeUndefined();
  expect(order("aws:cloudwatch/logGroup:LogGroup", "aws:eks/cluster:Cluster")).toBeUndefined();
});

test("each reference refers to a known type", () => {
  const unknown = entries().flatMap(([type, { references = {} }]) =>
    Object.values(references)
      .filter((reference) => !knownTypes.find(reference.type))
      .map((reference) => `${type} → ${reference.type}`),
  );
  expect(unknown).toEqual([]);
});

test("properties that hold secrets are known by type", () => {
  expect(knownTypes.secretsOf("aws:rds/instance:Instance")).toEqual(["password"]);
  expect(knownTypes.secretsOf("kubernetes:core/v1:Secret")).toEqual(["data", "stringData"]);
  expect(knownTypes.secretsOf("aws:secretsmanager/secretVersion:SecretVersion")).toEqual([
    "secretString",
    "secretBinary",
  ]);
  expect(knownTypes.secretsOf("random:index/randomPassword:RandomPassword")).toEqual([
    "result",
    "bcryptHash",
  ]);
  expect(knownTypes.secretsOf("aws:ssm/parameter:Parameter")).toEqual(
    expect.arrayContaining(["value", "insecureValue"]),
  );
});

test("the id of a resource is its import id, or a generated id if the inputs do not determine it", async () => {
  const cloud = newCloud();
  const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  const role = await cloud.create("aws:iam/role:Role", "one", { name: "writer", assumeRolePolicy: trust });
  expect(role.id).toBe("writer");
  const policy = { name: "rights", path: "/team/", policy: trust };
  const { id } = await cloud.create("aws:iam/policy:Policy", "one", policy);
  expect(id).toBe("arn:aws:iam::111122223333:policy/team/rights");
  expect(knownTypes.importId("aws:iam/policy:Policy", policy, "111122223333")).toBe(id);
  expect(knownTypes.importId("aws:iam/policy:Policy", policy, undefined)).toBeUndefined();
  const vpc = await cloud.create("aws:ec2/vpc:Vpc", "one", { cidrBlock: "10.0.0.0/16" });
  expect(vpc.id).toMatch(/^vpc-[0-9a-f]{17}$/);
  expect(
    knownTypes.importId("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }, "111122223333"),
  ).toBeUndefined();
});

test("a cloud provides the packages of its types, and awsx, which has only a component", () => {
  expect(knownTypes.packageNames).toEqual(["aws", "awsx", "kubernetes", "random"]);
  expect(knownTypes.hasComponents("awsx")).toBe(true);
  expect(knownTypes.hasComponents("aws")).toBe(false);
});
