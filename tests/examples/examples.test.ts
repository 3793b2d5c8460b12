/** What the programs in examples/ create, and what their documents say. tests/index/engine/examples.test.ts rehearses them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { isProperties, valueAt, valuesAt } from "@groundwork/rehearse/cloud/paths";
import { readStackConfig } from "@groundwork/rehearse/project/files";
import { all, one } from "../evaluated";
import { configOf, evaluateExample, folderOf, programs } from "./programs";

const evaluations = new Map<string, Promise<Evaluation>>();
/** Evaluates each example once. */
function evaluation(name: string): Promise<Evaluation> {
  const known = evaluations.get(name) ?? evaluateExample(name);
  evaluations.set(name, known);
  return known;
}
const read = (...path: string[]) => readFileSync(join(folderOf(""), ...path), "utf8");
const linesOf = (text: string) => text.trimEnd().split("\n").length;

const INGRESS = "kubernetes:networking.k8s.io/v1:Ingress";
const NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const NAMESPACE = "kubernetes:core/v1:Namespace";

test("the examples are those that the README lists", () => {
  const listed = [...read("README.md").matchAll(/^\| \[([a-z-]+)\]\(([a-z-]+)\/README\.md\)/gm)];
  expect(listed.map(([, name]) => name).sort()).toEqual([...programs, "orders"].sort());
  for (const [, name, link] of listed) expect(link).toBe(name);
});

describe.each(programs)("%s", (name) => {
  test("is shorter than 100 lines, and than 160 with what it shares with the others", () => {
    const files = readdirSync(folderOf(name)).filter(
      (file) => /\.ts$/.test(file) && file !== "rehearse.config.ts",
    );
    const lines = files.reduce((sum, file) => sum + linesOf(read(name, file)), 0);
    expect(lines).toBeGreaterThan(20);
    expect(lines).toBeLessThan(100);
    expect(lines + linesOf(read("base.ts"))).toBeLessThan(160);
  });

  test("has the name of its folder as project, and a README with the command that rehearses it", () => {
    expect(read(name, "Pulumi.yaml")).toMatch(new RegExp(`^name: ${name}$`, "m"));
    expect(read(name, "README.md")).toContain(`cd examples/${name}\nnpx --no groundwork rehearse dev\n`);
  });

  test("violates no policy", async () => {
    const { policies } = configOf(name);
    const { config } = readStackConfig(folderOf(name), "dev");
    const results = policies?.check((await evaluation(name)).resources, config, name) ?? [];
    expect(policies?.list().length).toBeGreaterThan(20);
    expect(results).toEqual([]);
  });

  test("gives every resource an explicit provider", async () => {
    const without = (await evaluation(name)).resources.filter(
      ({ custom, provider, type }) =>
        custom && /^(aws|kubernetes):/.test(type) && provider.startsWith("default"),
    );
    expect(without.map(({ urn }) => urn)).toEqual([]);
  });

  test("denies all connections of its namespaces by default", async () => {
    const result = await evaluation(name);
    const denied = all(result, NETWORK_POLICY)
      .filter(({ inputs }) => valueAt(inputs, "metadata.name") === "deny-by-default")
      .map(({ inputs }) => valueAt(inputs, "metadata.namespace"));
    const namespaces = all(result, NAMESPACE).map(({ inputs }) => valueAt(inputs, "metadata.name"));
    expect(namespaces.length).toBeGreaterThan(0);
    expect(denied.sort()).toEqual(namespaces.sort());
  });
});

test("two applications: the load balancer routes /api to the API and the rest to the page, and only the API can send orders", async () => {
  const result = await evaluation("two-applications");
  expect(valueAt(one(result, INGRESS).inputs, "spec.rules")).toEqual([
    {
      http: {
        paths: [
          expect.objectContaining({
            path: "/api",
            backend: { service: { name: "api", port: { name: "http" } } },
          }),
          expect.objectContaining({
            path: "/",
            backend: { service: { name: "web", port: { name: "http" } } },
          }),
        ],
      },
    },
  ]);
  expect(one(result, "aws:eks/podIdentityAssociation:PodIdentityAssociation").inputs).toMatchObject({
    namespace: "shop",
    serviceAccount: "api",
  });
  expect(one(result, NETWORK_POLICY, "web").inputs).toMatchObject({ spec: { egress: [] } });
});

test("no gallery: nothing in the cluster has its name, and the application gets its database", async () => {
  const result = await evaluation("no-gallery");
  const inCluster = result.resources.filter(({ type }) => type.startsWith("kubernetes:"));
  const names = inCluster.flatMap(({ inputs }) => [
    valueAt(inputs, "metadata.name"),
    valueAt(inputs, "metadata.namespace"),
  ]);
  expect(names.filter((each) => each === "gallery")).toEqual([]);
  const { inputs } = one(result, "kubernetes:core/v1:ConfigMap", "shop");
  expect(Object.keys(isProperties(inputs.data) ? inputs.data : {}).sort()).toEqual(
    expect.arrayContaining([
      "DATABASE_NAME",
      "DATABASE_PRIMARY_HOST",
      "DATABASE_PRIMARY_TLS_NAME",
      "DATABASE_USER",
    ]),
  );
  expect(all(result, "aws:cloudwatch/metricAlarm:MetricAlarm").length).toBeGreaterThan(1);
});

test("existing VPC: no part of a network is created, and the page is open to the blocks of the public subnets", async () => {
  const result = await evaluation("existing-vpc");
  const network = result.resources.filter(({ type }) =>
    /^awsx:|:ec2\/(vpc|subnet|route|routeTable|internetGateway|natGateway|eip):/.test(type),
  );
  expect(network.map(({ urn }) => urn)).toEqual([]);
  expect(result.outputs).toMatchObject({
    vpcId: "vpc-0a1b2c3d4e5f60718",
    existingVpcId: "vpc-0a1b2c3d4e5f60718",
  });
  expect(valuesAt(one(result, NETWORK_POLICY, "web").inputs, "spec.ingress[].from[].ipBlock.cidr")).toEqual([
    "10.40.1.0/24",
    "10.40.2.0/24",
  ]);
});

test("nightly job: it runs at 03:00 UTC, never twice at a time, and the quota fits a run and the next", async () => {
  const result = await evaluation("nightly-job");
  expect(one(result, "kubernetes:batch/v1:CronJob").inputs).toMatchObject({
    spec: { schedule: "0 3 * * *", timeZone: "Etc/UTC", concurrencyPolicy: "Forbid" },
  });
  expect(one(result, "kubernetes:core/v1:ResourceQuota").inputs).toMatchObject({
    spec: { hard: { pods: "2" } },
  });
  expect(result.resources.filter(({ type }) => type === INGRESS)).toEqual([]);
});

test("second team: each team has its own quota, and its viewers see its namespace only", async () => {
  const result = await evaluation("second-team");
  const quotas = all(result, "kubernetes:core/v1:ResourceQuota").map(({ inputs }) => [
    valueAt(inputs, "metadata.namespace"),
    valueAt(inputs, "spec.hard.pods"),
    Object(valueAt(inputs, "spec.hard"))["limits.memory"],
  ]);
  expect(quotas).toEqual([
    ["checkout", "20", "10240Mi"],
    ["search", "8", "16384Mi"],
  ]);
  const viewers = all(result, "aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
    .filter(({ inputs }) => String(inputs.policyArn).endsWith("/AmazonEKSViewPolicy"))
    .map(({ inputs }) => [inputs.principalArn, inputs.accessScope]);
  expect(viewers).toEqual(
    ["checkout", "search"].map((team) => [
      `arn:aws:iam::111122223333:role/${team}-developer`,
      { type: "namespace", namespaces: [team] },
    ]),
  );
});
