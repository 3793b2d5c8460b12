/** What replaces a resource, compared with AWS's create-only properties and with the provider's documentation. */
import { knownTypes, newCloud } from "../../cloud";
import { isUnmapped, type Parts, pairsOf } from "../../cloud/aws/schemas/pairs";
import type { Properties } from "../../cloud/resource-type";
import { differences } from "./replacement-differences";

/** How the provider's documentation says that a change replaces the resource. */
const SAYS =
  /forces? (?:a |the )?(?:new|replacement|recreation)|will force|creates a new resource|cannot be changed (?:after|once)/i;

/** The inputs of a type that AWS or the provider's documentation calls fixed, by path. */
function fixedInputs({ inputs }: Parts, createOnly: ReadonlySet<string>, path = "", depth = 0): string[] {
  return [...inputs].flatMap(([name, pair]) => {
    if (isUnmapped(pair)) return [];
    const fixed = createOnly.has(pair.property) || SAYS.test(pair.input.documentation);
    const inner =
      pair.parts && depth < 3 ? fixedInputs(pair.parts(), createOnly, `${path}${name}.`, depth + 1) : [];
    return fixed ? [`${path}${name}`, ...inner] : inner;
  });
}

const types = knownTypes.types.flatMap((type) => {
  const pairs = pairsOf(type);
  if (!pairs) return [];
  const { createOnlyProperties = [], conditionalCreateOnlyProperties = [] } = pairs.root;
  const createOnly = [...createOnlyProperties, ...conditionalCreateOnlyProperties];
  const names = new Set(createOnly.map((path) => path.replace("/properties/", "").replaceAll("/*", "")));
  const { replaceOn = [], replaceWhen = {} } = knownTypes.resourceType(type);
  const replacing = [...replaceOn, ...Object.keys(replaceWhen)];
  return [{ type, fixed: fixedInputs(pairs, names), replacing, table: differences[type] ?? {} }];
});

/** Whether the paths have this one, or an object that contains it. */
const covers = (paths: readonly string[], path: string) =>
  paths.some((each) => path === each || path.startsWith(`${each}.`));

test("what AWS or the provider calls fixed replaces the resource, or the table says why not", () => {
  expect(types.length).toBeGreaterThan(50);
  const missing = types.flatMap(({ type, fixed, replacing, table }) =>
    fixed
      .filter((path) => !covers(replacing, path) && table[path]?.replaces !== false)
      .map((path) => `${type} ${path}`),
  );
  expect(missing).toEqual([]);
});

test("what replaces a resource is fixed in AWS or by the provider, or the table says why", () => {
  const superfluous = types.flatMap(({ type, fixed, replacing, table }) =>
    replacing
      .filter((path) => !covers(fixed, path) && !fixed.some((each) => covers([path], each)))
      .filter((path) => table[path]?.replaces !== true)
      .map((path) => `${type} ${path}`),
  );
  expect(superfluous).toEqual([]);
});

test("each difference in the table exists, and has a reason and a source", () => {
  for (const [type, inputs] of Object.entries(differences))
    for (const [path, { replaces, because, source }] of Object.entries(inputs)) {
      const { fixed = [], replacing = [] } = types.find((each) => each.type === type) ?? {};
      expect([type, path, covers(fixed, path)]).toEqual([type, path, !replaces]);
      expect([type, path, covers(replacing, path)]).toEqual([type, path, replaces]);
      expect(because.length).toBeGreaterThan(20);
      expect(source).toMatch(/^https:\/\//);
    }
});

const clusterType = "aws:eks/cluster:Cluster";
const key = (name: string) => ({ provider: { keyArn: name }, resources: ["secrets"] });
const domain = "aws:opensearch/domain:Domain";
const access = (enabled: boolean) => ({ advancedSecurityOptions: { enabled } });
const functionType = "aws:lambda/function:Function";
const durable = (executionTimeout: number) => ({ executionTimeout });
const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

const changes: readonly (readonly [string, string, Properties, Properties, readonly string[]])[] = [
  [
    "another role of nodes",
    clusterType,
    { computeConfig: { nodeRoleArn: "a" } },
    { computeConfig: { nodeRoleArn: "b" } },
    ["computeConfig"],
  ],
  [
    "a first role of nodes",
    clusterType,
    { computeConfig: { enabled: true } },
    { computeConfig: { enabled: true, nodeRoleArn: "b" } },
    [],
  ],
  [
    "other node pools",
    clusterType,
    { computeConfig: { nodePools: ["system"] } },
    { computeConfig: { nodePools: [] } },
    [],
  ],
  [
    "administrator permissions for the creator",
    clusterType,
    { accessConfig: { bootstrapClusterCreatorAdminPermissions: false } },
    { accessConfig: { bootstrapClusterCreatorAdminPermissions: true } },
    ["accessConfig"],
  ],
  [
    "administrator permissions as by default",
    clusterType,
    {},
    { accessConfig: { bootstrapClusterCreatorAdminPermissions: true } },
    [],
  ],
  [
    "another authentication mode",
    clusterType,
    { accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } },
    { accessConfig: { authenticationMode: "API" } },
    [],
  ],
  [
    "another block of services",
    clusterType,
    { kubernetesNetworkConfig: { serviceIpv4Cidr: "10.96.0.0/16" } },
    { kubernetesNetworkConfig: { serviceIpv4Cidr: "10.97.0.0/16" } },
    ["kubernetesNetworkConfig"],
  ],
  [
    "a block of services instead of the default",
    clusterType,
    {},
    { kubernetesNetworkConfig: { serviceIpv4Cidr: "10.97.0.0/16" } },
    ["kubernetesNetworkConfig"],
  ],
  [
    "the default block of services",
    clusterType,
    {},
    { kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16" } },
    [],
  ],
  [
    "no block of services any more",
    clusterType,
    { kubernetesNetworkConfig: { serviceIpv4Cidr: "10.97.0.0/16" } },
    {},
    [],
  ],
  [
    "another family of addresses",
    clusterType,
    { kubernetesNetworkConfig: { ipFamily: "ipv4" } },
    { kubernetesNetworkConfig: { ipFamily: "ipv6" } },
    ["kubernetesNetworkConfig"],
  ],
  [
    "load balancing of Auto Mode",
    clusterType,
    {},
    { kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } } },
    [],
  ],
  ["encryption that is removed", clusterType, { encryptionConfig: key("a") }, {}, ["encryptionConfig"]],
  ["encryption that is added", clusterType, {}, { encryptionConfig: key("a") }, []],
  [
    "another key of a cluster, which the provider does not apply",
    clusterType,
    { encryptionConfig: key("a") },
    { encryptionConfig: key("b") },
    [],
  ],
  ["a first durable configuration", functionType, {}, { durableConfig: durable(60) }, ["durableConfig"]],
  ["no durable configuration any more", functionType, { durableConfig: durable(60) }, {}, ["durableConfig"]],
  [
    "another durable configuration",
    functionType,
    { durableConfig: durable(60) },
    { durableConfig: durable(90) },
    [],
  ],
  ["access control that is disabled", domain, access(true), access(false), ["advancedSecurityOptions"]],
  ["access control that is enabled", domain, access(false), access(true), []],
  ["no access control any more", domain, access(true), {}, ["advancedSecurityOptions"]],
  ["another type of record", "aws:route53/record:Record", { type: "A" }, { type: "AAAA" }, []],
  ["another name of a record", "aws:route53/record:Record", { name: "a" }, { name: "b" }, ["name"]],
  [
    "a tenancy from dedicated to default",
    "aws:ec2/vpc:Vpc",
    { instanceTenancy: "dedicated" },
    { instanceTenancy: "default" },
    [],
  ],
  [
    "a tenancy from default to dedicated",
    "aws:ec2/vpc:Vpc",
    { instanceTenancy: "default" },
    { instanceTenancy: "dedicated" },
    ["instanceTenancy"],
  ],
  ["another block of a rule", rule, { cidrIpv4: "10.0.0.0/16" }, { cidrIpv4: "10.1.0.0/16" }, []],
  [
    "a group instead of a block",
    rule,
    { cidrIpv4: "10.0.0.0/16" },
    { referencedSecurityGroupId: "sg-1" },
    ["cidrIpv4", "referencedSecurityGroupId"],
  ],
  [
    "an advanced parameter that becomes standard",
    "aws:ssm/parameter:Parameter",
    { tier: "Advanced" },
    { tier: "Standard" },
    ["tier"],
  ],
  [
    "a standard parameter that becomes advanced",
    "aws:ssm/parameter:Parameter",
    { tier: "Standard" },
    { tier: "Advanced" },
    [],
  ],
];

test.each(changes)("%s (%s)", (_, type, earlier, later, replaces) => {
  const diff = newCloud().diff(type, earlier, later);
  expect(diff.replaces).toEqual(replaces);
  expect(diff.changed.length).toBeGreaterThan(0);
});

test("another key of a cluster is shown in every preview, and the cluster keeps its key", async () => {
  const cloud = newCloud();
  const { id: vpcId } = await cloud.create("aws:ec2/vpc:Vpc", "net", { cidrBlock: "10.0.0.0/16" });
  const subnets = ["a", "b"].map(async (zone, at) => {
    const inputs = { vpcId, cidrBlock: `10.0.${at}.0/24`, availabilityZone: `us-east-1${zone}` };
    return (await cloud.create("aws:ec2/subnet:Subnet", zone, inputs)).id;
  });
  const keyArn = async (name: string) =>
    String((await cloud.create("aws:kms/key:Key", name, {})).outputs.arn);
  const role = await cloud.create("aws:iam/role:Role", "cluster", {
    name: "cluster",
    assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
  });
  const [first, second] = [key(await keyArn("first")), key(await keyArn("second"))];
  const inputs = {
    name: "main",
    roleArn: role.outputs.arn,
    vpcConfig: { subnetIds: await Promise.all(subnets), endpointPublicAccess: true },
    encryptionConfig: first,
  };
  const created = await cloud.create(clusterType, "main", inputs);
  const asked = { ...inputs, encryptionConfig: second };
  expect(cloud.diff(clusterType, inputs, asked, created.outputs).changed).toEqual(["encryptionConfig"]);

  const updated = await cloud.update(clusterType, created.id, asked);
  expect(updated.outputs.encryptionConfig).toEqual(first);
  // The program's inputs are the same as in the last update; the state still has the first key.
  expect(cloud.diff(clusterType, asked, asked, updated.outputs).changed).toEqual(["encryptionConfig"]);
  expect(cloud.diff(clusterType, asked, inputs, updated.outputs).changed).toEqual(["encryptionConfig"]);
});
