/** The policies as the policy SDK calls them: with proxies that throw for values that a preview does not know. */
import type { ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { runtime } from "@pulumi/pulumi";
import { createPolicies } from "../../policy/pack";
import { policies } from "../../policy/rules";

/** The SDK's wrapper for properties; not in its types, because it is internal. */
const { unknownCheckingProxy } = jest.requireActual<{ unknownCheckingProxy: (properties: object) => object }>(
  "@pulumi/policy/proxy",
);
const urn = "urn:pulumi:dev::groundwork::aws:rds/instance:Instance::database";

/** The findViolations that a policy of the pack reports for a resource whose properties are deserialized. */
async function reported(
  name: string,
  properties: object,
  config: Record<string, string> = {},
): Promise<string[]> {
  const policy = createPolicies(config, "groundwork").find((each) => each.name === name);
  if (!policy || !("validateResource" in policy) || typeof policy.validateResource !== "function")
    throw new Error(`no policy over single resources is called ${name}`);
  const args: Pick<ResourceValidationArgs, "type" | "urn" | "name" | "props"> = {
    type: "aws:rds/instance:Instance",
    urn,
    name: "database",
    props: unknownCheckingProxy(properties),
  };
  const messages: string[] = [];
  await policy.validateResource(Object(args), (message) => messages.push(message));
  return messages;
}

test("the pack has every policy, and the one over exceptions, with what the engine shows of them", () => {
  const names = createPolicies({}, "groundwork").map(({ name }) => name);
  expect(names).toEqual([...policies.map(({ name }) => name), "keep-exceptions-valid"]);
  for (const policy of createPolicies({}, "groundwork")) {
    expect(policy).toMatchObject({
      enforcementLevel: expect.stringMatching(/^(mandatory|advisory)$/),
      severity: expect.stringMatching(/^(critical|high|medium|low)$/),
      remediationSteps: expect.any(String),
      url: expect.any(String),
    });
  }
});

test("one unknown value does not hide the rest of the resource", async () => {
  const properties = {
    storageEncrypted: false,
    kmsKeyId: runtime.unknownValue,
    tags: { owner: runtime.unknownValue },
    vpcSecurityGroupIds: [runtime.unknownValue, "sg-1"],
  };
  expect(await reported("encrypt-databases", properties)).toEqual([
    expect.stringContaining("its storage is not encrypted"),
  ]);
});

test("an unknown value is neither missing nor wrong", async () => {
  const properties = { storageEncrypted: runtime.unknownValue, kmsKeyId: runtime.unknownValue };
  expect(await reported("encrypt-databases", properties)).toEqual([]);
});

test("the guard rails and the exceptions come from the stack's config", async () => {
  const database = { backupRetentionPeriod: 1 };
  const dev = { "groundwork:guardRails": "development" };
  expect(await reported("keep-database-backups", database, dev)).toEqual([]);
  const prod = { "groundwork:guardRails": "production" };
  expect(await reported("keep-database-backups", database, prod)).toHaveLength(1);
  const until = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const exceptions = [
    { policy: "keep-database-backups", resource: urn, reason: "It is filled anew every night.", until },
  ];
  const excepted = { ...prod, "groundwork:policyExceptions": JSON.stringify(exceptions) };
  expect(await reported("keep-database-backups", database, excepted)).toEqual([]);
});

test("in a first preview, in which a cluster's objects have no outputs, what the program gives them stands", async () => {
  const all = createPolicies({ "groundwork:guardRails": "production" }, "groundwork");
  const objects = [
    [
      "networking.k8s.io/v1:Ingress",
      { metadata: { name: "gallery" }, spec: { ingressClassName: "gallery" } },
    ],
    [
      "networking.k8s.io/v1:IngressClass",
      { metadata: { name: "gallery" }, spec: { parameters: { name: "alb" } } },
    ],
    [
      "eks.amazonaws.com/v1:IngressClassParams",
      { metadata: { name: "alb" }, spec: { certificateARNs: [runtime.unknownValue] } },
    ],
  ] as const;
  const resources = objects.map(([kind, props]) => ({
    type: `kubernetes:${kind}`,
    urn: kind,
    name: "gallery",
    props,
  }));
  const ask = async (passed: typeof resources) => {
    for (const policy of all)
      if ("validateResource" in policy && typeof policy.validateResource === "function")
        for (const each of passed)
          await policy.validateResource(
            Object({ ...each, props: unknownCheckingProxy(each.props) }),
            () => undefined,
          );
    const messages: string[] = [];
    const ingresses = all.find(({ name }) => name === "require-tls-for-ingresses");
    if (!ingresses || !("validateStack" in ingresses)) throw new Error("no policy over Ingresses");
    const empty = resources.map((each) => ({ ...each, props: {}, dependencies: [] }));
    await ingresses.validateStack(Object({ resources: empty }), (message) => messages.push(message));
    return messages;
  };
  expect(await ask(resources.slice(0, 2))).toEqual([expect.stringContaining("it has no certificate")]);
  expect(await ask(resources)).toEqual([]);
});

test("an exception for a missing resource is reported when all resources are known", async () => {
  const exceptions = [
    { policy: "pin-images", resource: "a:b:C::d", reason: "A reason of some length.", until: "2020-01-01" },
  ];
  const policy = createPolicies(
    { "groundwork:policyExceptions": JSON.stringify(exceptions) },
    "groundwork",
  ).at(-1);
  if (!policy || !("validateStack" in policy)) throw new Error("no policy over the whole stack");
  const messages: string[] = [];
  const args: Pick<StackValidationArgs, "resources"> = { resources: [] };
  await policy.validateStack(Object(args), (message) => messages.push(message));
  expect(messages).toEqual([expect.stringContaining("the stack has no resource a:b:C::d")]);
});
