/** What the simulation does not have: the run continues, and says what is not checked. */
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { newCloud } from "../../cloud";
import { checkedOf, checksOf, reasonLines } from "../../cloud/checked";
import { evaluate } from "../../cloud/evaluation";
import { buildReport } from "../../report/build";
import { summaryLines } from "../../report/summary";

const run = (program: () => unknown) =>
  evaluate({ program, cloud: newCloud(), project: "test", stack: "test", config: {} });
const checks = async (program: () => unknown) => {
  const { resources, functionsNotChecked } = await run(program);
  return checksOf(resources, functionsNotChecked);
};
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

test("types and data sources without an entry are counted as not checked, with the reason", async () => {
  const found = await checks(async () => {
    const image = await aws.ec2.getAmi({ owners: ["amazon"], mostRecent: true });
    new aws.ec2.Instance("web", { ami: image.id, instanceType: "t4g.small" });
    const table = new aws.dynamodb.Table("orders", {
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
    });
    new aws.ssm.Parameter("table", { type: "String", value: table.arn });
    new k8s.apiextensions.CustomResource("widget", { apiVersion: "example.org/v1", kind: "Widget" });
  });
  expect(checkedOf(found)).toBe("1 checked, 4 not checked");
  expect(reasonLines(found)).toEqual([
    "  1 × aws:dynamodb/table:Table: the simulated cloud has no entry for its type",
    "  1 × aws:ec2/getAmi:getAmi: the simulated cloud has no entry for this data source",
    "  1 × aws:ec2/instance:Instance: the simulated cloud has no entry for its type",
    "  1 × kubernetes:example.org/v1:Widget: the simulated cloud has no entry for its type",
  ]);
});

test("the outputs of a type without an entry have the types that the SDK declares", async () => {
  const { resources } = await run(() => {
    const balancer = new aws.lb.LoadBalancer("web", { subnets: ["subnet-1", "subnet-2"] });
    // Would throw if the list or its items were missing.
    return { mapping: balancer.subnetMappings.apply(([first]) => first?.subnetId.length) };
  });
  const { outputs } = resources.find(({ name }) => name === "web") ?? {};
  expect(outputs?.arn).toBe("arn:aws:lb:us-east-1:111122223333:loadBalancer/web");
  expect(typeof outputs?.dnsName).toBe("string");
  expect(outputs?.internal).toBe(false);
});

test("AWS's schemas and rules judge a type without an entry", async () => {
  const table = () =>
    void new aws.dynamodb.Table("orders", { billingMode: "ON_DEMAND", hashKey: "id", attributes: [] });
  await expect(run(table)).rejects.toThrow('billingMode is "ON_DEMAND"');
});

test("the summary of a report counts what is not checked, and names no reason where all is", () => {
  const report = buildReport("test", [], new Date(0));
  const lines = summaryLines({ report, changes: undefined, bytes: 0 });
  expect(lines[0]).toBe("Simulated cloud: 0 checked, 0 not checked");
  expect(lines[1]).toMatch(/^Time: /);
});

test("subnets by the ids of their zones are in different zones, and those without a zone are not checked", async () => {
  const group = (zones: readonly (string | undefined)[]) =>
    checks(() => {
      const vpc = new aws.ec2.Vpc("net", { cidrBlock: "10.0.0.0/16" });
      const subnets = zones.map(
        (availabilityZoneId, at) =>
          new aws.ec2.Subnet(`net-${at}`, {
            vpcId: vpc.id,
            cidrBlock: `10.0.${at}.0/24`,
            ...(availabilityZoneId === undefined ? {} : { availabilityZoneId }),
          }),
      );
      new aws.rds.SubnetGroup("database", { subnetIds: subnets.map(({ id }) => id) });
    });
  expect(checkedOf(await group(["use1-az1", "use1-az2"]))).toBe("4 checked, 0 not checked");
  await expect(group(["use1-az2", "use1-az2"])).rejects.toThrow(
    "are in one availability zone; two are required",
  );
  expect(reasonLines(await group([undefined, undefined]))).toEqual([
    "  1 × aws:ec2/subnet:Subnet: availabilityZone: AWS chooses the zone, and can choose the same one for several subnets",
  ]);
});

test("what AWS accepts is accepted: no zone, a policy as an object, an archive, a topic by its id", async () => {
  const found = await checks(() => {
    const vpc = new aws.ec2.Vpc("net", { cidrBlock: "10.0.0.0/16" });
    new aws.ec2.Subnet("net", { vpcId: vpc.id, cidrBlock: "10.0.1.0/24" });
    const role = new aws.iam.Role("worker", { assumeRolePolicy: JSON.stringify(trust) });
    const statement = { Effect: "Allow" as const, Action: "s3:GetObject", Resource: "*" };
    new aws.iam.RolePolicy("worker", {
      role: role.id,
      policy: { Version: "2012-10-17", Statement: [statement] },
    });
    const policyArn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    new aws.iam.RolePolicyAttachment("worker", { role: role.name, policyArn });
    new aws.lambda.Function("worker", {
      role: role.arn,
      runtime: "nodejs24.x",
      handler: "index.handler",
      code: new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset("exports.handler = () => 1;"),
      }),
    });
    const topic = new aws.sns.Topic("alerts");
    new aws.sns.TopicSubscription("mail", {
      topic: topic.id,
      protocol: "email",
      endpoint: "ops@shop.example",
    });
  });
  expect(checkedOf(found)).toBe("7 checked, 1 not checked");
  expect(reasonLines(found)).toEqual([expect.stringContaining("AWSLambdaBasicExecutionRole exists")]);
});

test("a VPC of awsx with its defaults has a private and a public subnet in three zones, and is not checked", async () => {
  const { resources } = await run(() => void new awsx.ec2.Vpc("net"));
  const subnets = resources.filter(({ type }) => type === "aws:ec2/subnet:Subnet");
  expect(subnets.map(({ name }) => name).sort()).toEqual(
    ["private", "public"].flatMap((kind) => [1, 2, 3].map((zone) => `net-${kind}-${zone}`)),
  );
  expect(new Set(subnets.map(({ inputs }) => inputs.availabilityZone)).size).toBe(3);
  expect(checksOf(resources).notChecked).toBe(1);
  expect(reasonLines(checksOf(resources))[0]).toContain("the zones and blocks that awsx chooses");
});

test("a resource of another account is accepted and not checked; one of the own account must exist", async () => {
  const alarm = (account: string) => () => {
    const functionArn = `arn:aws:sns:us-east-1:${account}:alerts`;
    new aws.sns.TopicSubscription("mail", {
      topic: functionArn,
      protocol: "email",
      endpoint: "ops@shop.example",
    });
  };
  expect(checkedOf(await checks(alarm("444455556666")))).toBe("0 checked, 1 not checked");
  await expect(run(alarm("111122223333"))).rejects.toThrow("there is no aws:sns/topic:Topic");
});

test("a missing input is a refusal, and no error of the simulation", async () => {
  const created = newCloud().create("aws:rds/subnetGroup:SubnetGroup", "one", { name: "one" });
  await expect(created).rejects.toThrow(/subnetIds is missing; (AWS|the provider) requires it/);
  await expect(created).rejects.toMatchObject({ name: "Refusal" });
  const route = newCloud().create("aws:route53/record:Record", "one", { zoneId: "Z1", type: "A", ttl: 1 });
  await expect(route).rejects.toMatchObject({ name: "Refusal" });
});

const refusedSource = () => pulumi.runtime.invokeOutput("aws:ec2/getNothing:getNothing", {});
const nameOf = (found: unknown) => String(Object(found).name);

test.each([
  ["an input", () => void new aws.s3.Bucket("b", { bucket: refusedSource().apply(nameOf) })],
  [
    "an input of a resource that another one depends on",
    () => {
      const { id: bucket } = new aws.s3.Bucket("b", { bucket: refusedSource().apply(nameOf) });
      new aws.s3.BucketVersioning("b", { bucket, versioningConfiguration: { status: "Enabled" } });
    },
  ],
  ["the program", async () => nameOf(await pulumi.runtime.invoke("aws:ec2/getNothing:getNothing", {}))],
])(
  "a data source that is refused ends the evaluation with its message, where %s waits for it",
  async (_, program) => {
    await expect(run(program)).rejects.toThrow("does not know the function aws:ec2/getNothing:getNothing");
    // A later evaluation in the same process is not affected.
    expect((await run(() => void new aws.s3.Bucket("b"))).resources).toHaveLength(2);
  },
);
