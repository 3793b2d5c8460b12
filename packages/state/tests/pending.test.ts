import { registryWith } from "@groundwork/rehearse/cloud";
import { tables, tableType } from "@groundwork/testbed/added-type";
import { cutOffCreations, withAdopted } from "../pending";
import type { PendingOperation } from "../stacks";

const cutOff = (urn: string) => ({ type: "creating", resource: { urn } });

test("an interrupted creation is added after existing resources; creations that are not named are dropped", () => {
  const state = { deployment: { resources: [{ urn: "a" }], pending_operations: [cutOff("b"), cutOff("c")] } };
  expect(withAdopted(state, new Map([["b", "id-b"]])).deployment).toEqual({
    resources: [{ urn: "a" }, { urn: "b", id: "id-b", outputs: {} }],
    pending_operations: [],
  });
});

test("for an interrupted replacement, the old resource is kept until the next up deletes it", () => {
  const state = { deployment: { resources: [{ urn: "a", id: "old" }], pending_operations: [cutOff("a")] } };
  expect(withAdopted(state, new Map([["a", "new"]])).deployment.resources).toEqual([
    { urn: "a", id: "old", delete: true },
    { urn: "a", id: "new", outputs: {} },
  ]);
});

const creating = (type: string, inputs: Record<string, unknown>): PendingOperation => ({
  urn: `urn:pulumi:dev::groundwork::groundwork:infra:Network$${type}::one`,
  kind: "creating",
  id: undefined,
  inputs,
});
const idOf = (type: string, inputs: Record<string, unknown>, accountId?: string, region = "us-east-1") =>
  cutOffCreations([creating(type, inputs)], accountId === undefined ? undefined : { accountId, region })[0]
    ?.id;

// Each as the section "Import" of the type's documentation says.
test.each([
  ["aws:cloudwatch/logGroup:LogGroup", { name: "/aws/eks/one" }, "/aws/eks/one"],
  ["aws:ecr/lifecyclePolicy:LifecyclePolicy", { repository: "api" }, "api"],
  ["aws:ecr/repository:Repository", { name: "api" }, "api"],
  ["aws:ecr/repositoryPolicy:RepositoryPolicy", { repository: "api" }, "api"],
  ["aws:eks/addon:Addon", { clusterName: "dev", addonName: "coredns" }, "dev:coredns"],
  [
    "aws:eks/accessEntry:AccessEntry",
    { clusterName: "dev", principalArn: "arn:aws:iam::1:role/admin" },
    "dev:arn:aws:iam::1:role/admin",
  ],
  ["aws:eks/cluster:Cluster", { name: "dev" }, "dev"],
  ["aws:iam/role:Role", { name: "writer" }, "writer"],
  ["aws:iam/rolePolicy:RolePolicy", { role: "writer", name: "rights" }, "writer:rights"],
  [
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    { role: "writer", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
    "writer/arn:aws:iam::aws:policy/ReadOnlyAccess",
  ],
  ["aws:kms/alias:Alias", { name: "alias/data" }, "alias/data"],
  ["aws:rds/instance:Instance", { identifier: "primary" }, "primary"],
  ["aws:rds/parameterGroup:ParameterGroup", { name: "pg18" }, "pg18"],
  ["aws:rds/subnetGroup:SubnetGroup", { name: "isolated" }, "isolated"],
  ["aws:s3/bucket:Bucket", { bucket: "photos" }, "photos"],
  ["aws:s3/bucketVersioning:BucketVersioning", { bucket: "photos" }, "photos"],
  ["aws:s3/bucketPolicy:BucketPolicy", { bucket: "photos", policy: "{}" }, "photos"],
])("the id of a %s is proposed from its inputs", (type, inputs, id) => {
  expect(idOf(type, inputs)).toBe(id);
  for (const missing of Object.keys(inputs).filter((name) => name !== "policy"))
    expect(idOf(type, { ...inputs, [missing]: undefined })).toBeUndefined();
});

test.each([
  ["aws:iam/policy:Policy", { name: "rights" }, "arn:aws:iam::111122223333:policy/rights"],
  ["aws:budgets/budget:Budget", { name: "monthly" }, "111122223333:monthly"],
  [
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    { url: "https://token.actions.githubusercontent.com" },
    "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  ],
])("the id of a %s is proposed where the account is known", (type, inputs, id) => {
  expect(idOf(type, inputs, "111122223333")).toBe(id);
  expect(idOf(type, inputs)).toBeUndefined();
  const inChina = id.replace("arn:aws:", "arn:aws-cn:");
  expect(idOf(type, inputs, "111122223333", "cn-north-1")).toBe(inChina);
});

test("no id is suggested if only AWS knows it, for an unknown type, or for inputs that are not text", () => {
  expect(idOf("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }, "111122223333")).toBeUndefined();
  expect(idOf("aws:redshift/cluster:Cluster", { name: "one" }, "111122223333")).toBeUndefined();
  expect(idOf("aws:iam/role:Role", { name: { secret: "wrapped" } })).toBeUndefined();
  expect(idOf("aws:iam/role:Role", { name: "" })).toBeUndefined();
});

test("the id of a type that a project adds is proposed", () => {
  const pending = [creating(tableType, { name: "orders-1a2b3c4" })];
  expect(cutOffCreations(pending, undefined, registryWith([tables]))[0]?.id).toBe("orders-1a2b3c4");
  expect(cutOffCreations(pending)[0]?.id).toBeUndefined();
});
