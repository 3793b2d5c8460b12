import { knownTypes, newCloud } from "@groundwork/rehearse/cloud";
import { type EvaluatedResource, type Evaluation, evaluate } from "@groundwork/rehearse/cloud/evaluation";
import { durationOf } from "@groundwork/rehearse/timing/durations";
import { estimate } from "@groundwork/rehearse/timing/estimate";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { computeFigures } from "../../k8s/target-health";
import { evaluated } from "../evaluated";

const stacks = new Map<string, Evaluation>();
beforeAll(async () => {
  for (const stack of ["dev", "prod"]) stacks.set(stack, await evaluated(stack));
  const grafana = { grafanaHost: "grafana.example.com", grafanaHostedZoneId: "Z0123456789ABCDEFGHIJ" };
  stacks.set(
    "prod with Grafana",
    await evaluated("prod", { changes: { ...grafana, grafanaAllowedCidrs: ["198.51.100.0/24"] } }),
  );
  const releases = { api: { strategy: "canary" }, web: { strategy: "blueGreen" } };
  stacks.set("dev with releases", await evaluated("dev", { changes: { releases } }));
  const telemetry = { telemetry: "otlp", telemetryOtlpUrl: "https://otel.example.com" };
  stacks.set("dev with telemetry", await evaluated("dev", { changes: telemetry }));
  const search = { telemetry: "opensearch" };
  stacks.set("dev with telemetry in OpenSearch", await evaluated("dev", { changes: search }));
  const store = { telemetry: "cloudwatch" };
  stacks.set("dev with telemetry in CloudWatch", await evaluated("dev", { changes: store }));
  const copies = {
    recoveryKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    recoveryPhotoBucket: "groundwork-standby-photos-1a2b3c4",
  };
  stacks.set("dev with copies", await evaluated("dev", { changes: copies }));
  for (const [name, source] of [
    ["dev with a restore from a time", { databaseRestoreTime: "2026-10-31T14:32:00Z" }],
    ["dev with a restore from a snapshot", { databaseRestoreSnapshot: "nightly" }],
  ] as const) {
    const changes = { databaseRestorePhase: "prepared", ...source };
    stacks.set(name, await evaluated("dev", { changes }));
  }
  stacks.set("dev with a vault", await evaluated("dev", { changes: { databaseVault: "governance" } }));
  stacks.set("dev without NAT gateways", await evaluated("dev", { changes: { natGateways: "none" } }));
}, 90_000);
const names = [
  ...["dev", "prod", "prod with Grafana", "dev without NAT gateways"],
  ...["dev with releases", "dev with copies", "dev with a vault", "dev with telemetry"],
  "dev with telemetry in CloudWatch",
  "dev with telemetry in OpenSearch",
];
const restoring = ["dev with a restore from a time", "dev with a restore from a snapshot"];
const resourcesOf = (name: string): readonly EvaluatedResource[] => stacks.get(name)?.resources ?? [];

test.each(names)("an up of %s takes at most 1.05 times the minimum in AWS", (name) => {
  const { up, imposed } = estimate(resourcesOf(name));
  expect(imposed.seconds).toBeGreaterThan(900);
  expect(up.seconds).toBeGreaterThanOrEqual(imposed.seconds);
  expect(up.seconds / imposed.seconds).toBeLessThanOrEqual(1.05);
});

test.each([...names, ...restoring])("every dependsOn of %s has a reason, and none is redundant", (name) => {
  const { needless, orders } = estimate(resourcesOf(name));
  expect(orders.length).toBeGreaterThan(40);
  expect(needless).toEqual([]);
});

test("every required order is used by the program and has a source", () => {
  const used = new Set(
    names.flatMap((name) => estimate(resourcesOf(name)).orders.map(({ required }) => required)),
  );
  const { requiredOrders } = knownTypes;
  expect(requiredOrders.length).toBeGreaterThan(20);
  expect(requiredOrders.filter((order) => !used.has(order)).map(({ because }) => because)).toEqual([]);
  for (const { source } of requiredOrders) expect(source).toMatch(/^(https:\/\/|k8s\/|docs\/)/);
});

test("every duration of half a minute or more has a source", () => {
  const slow = names.flatMap(resourcesOf).filter((resource) => {
    const { create, delete: remove = 0 } = durationOf(resource);
    return Math.max(create, remove) >= 30;
  });
  expect(new Set(slow.map(({ type }) => type)).size).toBeGreaterThan(8);
  for (const resource of slow)
    expect([resource.type, durationOf(resource).source]).toEqual([
      resource.type,
      expect.stringMatching(/.{20}/),
    ]);
});

test("an up waits for the pods of the gallery as long as their Deployments say", () => {
  const deployments = resourcesOf("prod").filter(({ type }) => type === "kubernetes:apps/v1:Deployment");
  expect(deployments.length).toBeGreaterThan(1);
  for (const each of deployments) {
    const { create, update = 0, delete: remove = 0 } = durationOf(each);
    expect(create).toBeGreaterThan(computeFigures(2).minReadySeconds);
    expect(update).toBeGreaterThan(computeFigures(2).minReadySeconds);
    expect(remove).toBeGreaterThan(computeFigures(2).drainSeconds);
  }
});

test("a primary with a standby takes longer than one without, and determines the duration of prod's up", () => {
  const { up } = estimate(resourcesOf("prod"));
  expect(up.seconds).toBeGreaterThan(estimate(resourcesOf("dev")).up.seconds + 300);
  expect(up.criticalPath.some((urn) => urn.endsWith("::database-primary"))).toBe(true);
});

/** The duration of two gateways, in an unnecessary dependency. */
async function program(options: (slow: pulumi.Resource) => pulumi.CustomResourceOptions) {
  const run = () => {
    const provider = new aws.Provider("aws", { region: "us-east-1" });
    const vpc = new aws.ec2.Vpc("net", { cidrBlock: "10.0.0.0/16" }, { provider });
    const internet = new aws.ec2.InternetGateway("net", { vpcId: vpc.id }, { provider });
    const subnet = new aws.ec2.Subnet(
      "net",
      { vpcId: internet.vpcId, cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a" },
      { provider },
    );
    const address = new aws.ec2.Eip("net", {}, { provider });
    const slow = new aws.ec2.NatGateway(
      "net",
      { subnetId: subnet.id, allocationId: address.allocationId },
      { provider },
    );
    const late = new aws.ec2.Eip("late", {}, { provider, ...options(slow) });
    new aws.ec2.NatGateway("late", { subnetId: subnet.id, allocationId: late.allocationId }, { provider });
  };
  return estimate(
    (await evaluate({ program: run, cloud: newCloud(), project: "test", stack: "test", config: {} }))
      .resources,
  );
}

test("an unnecessary dependsOn is reported with the time that it costs", async () => {
  const { needless, up, imposed } = await program((slow) => ({ dependsOn: [slow] }));
  expect(needless).toHaveLength(1);
  expect(needless[0]?.from).toContain("::late");
  expect(needless[0]?.on).toContain("NatGateway::net");
  expect(needless[0]?.required).toBeUndefined();
  expect(needless[0]?.seconds).toBe(up.seconds - imposed.seconds);
  expect(needless[0]?.seconds).toBeGreaterThan(100);
  expect((await program(() => ({}))).needless).toEqual([]);
});

test("the duration of a destroy is the sum of the engine's batches", async () => {
  const { destroy } = await program(() => ({}));
  // The NAT gateways, then their addresses and the subnet, then the internet gateway, then the VPC.
  const seconds = (type: string) => durationOf({ type, custom: true, inputs: {} }).delete ?? 0;
  const waves = [
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/vpc:Vpc",
  ].map(seconds);
  expect(destroy.seconds).toBe(waves.reduce((sum, each) => sum + each, 0));
  expect(destroy.slowest[0]).toContain("NatGateway");
});
