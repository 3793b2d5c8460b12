/** The simulated cloud must reject what the real cloud rejects. */
import { newCloud } from "../../cloud";
import { type Cloud, Refusal } from "../../cloud/cloud";
import type { Properties } from "../../cloud/resource-type";
import { instanceInputs } from "./database";

const vpcType = "aws:ec2/vpc:Vpc";
const subnetType = "aws:ec2/subnet:Subnet";
const instanceType = "aws:rds/instance:Instance";
const internetGatewayType = "aws:ec2/internetGateway:InternetGateway";
const clusterType = "aws:eks/cluster:Cluster";

let cloud: Cloud;
let vpcId: string;
beforeEach(async () => {
  cloud = newCloud();
  vpcId = await create(vpcType, "network", { cidrBlock: "10.0.0.0/16" });
});

/** Creates a resource with a generated name, as a provider does, and returns its id. */
async function create(type: string, name: string, inputs: Properties): Promise<string> {
  return (await cloud.create(type, name, cloud.check(type, name, inputs))).id;
}
const subnet = (number: number, zone = `us-east-1${"abcd"[number]}`) =>
  create(subnetType, `subnet-${number}`, {
    vpcId,
    cidrBlock: `10.0.${number}.0/24`,
    availabilityZone: zone,
  });
const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const role = async (name: string) => {
  const id = await create("aws:iam/role:Role", name, { assumeRolePolicy: trust });
  return cloud.find("aws:iam/role:Role", id)?.outputs.arn;
};
const cluster = async (subnetIds: string[], name = "main") =>
  create(clusterType, name, {
    name,
    roleArn: await role("cluster"),
    vpcConfig: { subnetIds, endpointPrivateAccess: true },
  });
const primary = (inputs: Properties = {}) =>
  create(instanceType, "primary", {
    ...instanceInputs,
    backupRetentionPeriod: 1,
    ...inputs,
  });
const replica = (inputs: Properties = {}) =>
  create(instanceType, "replica", {
    instanceClass: "db.t4g.medium",
    replicateSourceDb: "primary",
    skipFinalSnapshot: true,
    ...inputs,
  });

describe("creation", () => {
  test("a reference to a missing resource is rejected, and the missing resource is named", async () => {
    const lost = create(subnetType, "lost", {
      vpcId: "vpc-gone",
      cidrBlock: "10.0.0.0/24",
      availabilityZone: "us-east-1a",
    });
    await expect(lost).rejects.toThrow(
      'creating aws:ec2/subnet:Subnet "lost": vpcId refers to vpc-gone, but there is no aws:ec2/vpc:Vpc with this id',
    );
    expect(cloud.list(subnetType)).toEqual([]);
  });

  test("a subnet outside its VPC is rejected", async () => {
    const outside = create(subnetType, "outside", {
      vpcId,
      cidrBlock: "10.1.0.0/24",
      availabilityZone: "us-east-1a",
    });
    await expect(outside).rejects.toThrow("cidrBlock 10.1.0.0/24 is outside the VPC's 10.0.0.0/16");
  });

  test("an overlapping subnet is rejected", async () => {
    await subnet(1);
    const overlapping = create(subnetType, "second", {
      vpcId,
      cidrBlock: "10.0.0.0/23",
      availabilityZone: "us-east-1b",
    });
    await expect(overlapping).rejects.toThrow('cidrBlock 10.0.0.0/23 overlaps 10.0.1.0/24 of "subnet-1"');
  });

  test.each([
    ["10.0.0.0/15", "is not between /16 and /28"],
    ["10.0.0.0/29", "is not between /16 and /28"],
    ["10.0.0.7/16", 'cidrBlock "10.0.0.7/16" is not an IPv4 CIDR block: its network is 10.0.0.0/16'],
    ["2001:db8::/56", "is not an IPv4 CIDR block"],
    ["ten", "is not an IPv4 CIDR block"],
  ])("a VPC with the block %s is rejected", async (cidrBlock, why) => {
    await expect(create(vpcType, "other", { cidrBlock })).rejects.toThrow(why);
    await expect(create(vpcType, "other", { cidrBlock })).rejects.toThrow(Refusal);
  });

  test.each(["10.0.1.7/24", "10.0.1.0", "10.0.01.0/24", "fd00::/64"])(
    "a subnet with the block %s is rejected",
    async (cidrBlock) => {
      const inputs = { vpcId, cidrBlock, availabilityZone: "us-east-1a" };
      const created = create(subnetType, "odd", inputs);
      await expect(created).rejects.toThrow(`cidrBlock "${cidrBlock}" is not an IPv4 CIDR block`);
    },
  );

  test("the same block in another VPC is accepted", async () => {
    await subnet(1);
    vpcId = await create(vpcType, "other", { cidrBlock: "10.0.0.0/16" });
    await expect(subnet(1)).resolves.toMatch(/^subnet-/);
  });

  test("a subnet in a zone of another region is rejected", async () => {
    await expect(subnet(0, "eu-west-1a")).rejects.toThrow("zone eu-west-1a is not in us-east-1");
  });

  test("a cluster in one zone is rejected", async () => {
    await expect(cluster([await subnet(0), await subnet(1, "us-east-1a")])).rejects.toThrow(
      "are in one availability zone; two are required",
    );
    expect(cloud.list(clusterType)).toEqual([]);
  });

  test.each(["dbName", "username", "password"])(
    "a read replica with its own %s is rejected",
    async (property) => {
      await primary();
      await expect(replica({ [property]: "something" })).rejects.toThrow(
        `a read replica cannot have its own ${property}`,
      );
    },
  );

  test("a read replica of a source without backups is rejected", async () => {
    await primary({ backupRetentionPeriod: 0 });
    await expect(replica()).rejects.toThrow("source primary has no backups; a read replica needs them");
  });

  test("a read replica of a source whose password RDS manages is rejected", async () => {
    await primary({ password: undefined, manageMasterUserPassword: true });
    await expect(replica()).rejects.toThrow("the source's password is managed by RDS");
  });

  test("a sixteenth read replica is rejected", async () => {
    await primary();
    for (let count = 1; count <= 15; count += 1) await replica({ identifier: `replica-${count}` });
    await expect(replica({ identifier: "replica-16" })).rejects.toThrow("has 15 replicas already");
  });

  test("a name that is too long is rejected, with its length and the limit", async () => {
    await expect(role("r".repeat(60))).rejects.toThrow(/name "r+-\w{7}" has 68 characters, 64 are allowed/);
  });

  test("a name that is already used is rejected", async () => {
    const parameterGroup = () =>
      create("aws:rds/parameterGroup:ParameterGroup", "one", { name: "taken", family: "postgres18" });
    await parameterGroup();
    await expect(parameterGroup()).rejects.toThrow(/name is already taken by "one"|already exists/);
  });

  test("a rule that refers to a missing security group is rejected; the group of a cluster counts", async () => {
    const rule = (securityGroupId: unknown) =>
      create("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", {
        securityGroupId,
        ipProtocol: "-1",
        cidrIpv4: "10.0.0.0/16",
      });
    await expect(rule("sg-nowhere")).rejects.toThrow("there is no security group with this id");
    const id = await cluster([await subnet(1), await subnet(2)]);
    const { vpcConfig } = cloud.find(clusterType, id)?.outputs ?? {};
    await expect(rule(Object(vpcConfig).clusterSecurityGroupId)).resolves.toBeTruthy();
  });

  const runner = async (inputs: Properties) =>
    create("aws:codebuild/project:Project", "runner", {
      name: "runner",
      serviceRole: await role("runner"),
      source: { type: "GITHUB", location: "https://github.com/octo-org/garden.git" },
      artifacts: { type: "NO_ARTIFACTS" },
      environment: {
        computeType: "BUILD_GENERAL1_SMALL",
        image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
        type: "LINUX_CONTAINER",
      },
      ...inputs,
    });
  test.each([
    [{ name: "a runner" }, "2 to 150 letters, digits, - and _ are allowed"],
    [{ source: { type: "GITHUB", location: "git@github.com:octo-org/garden" } }, "HTTPS URL"],
    [
      {
        source: {
          type: "GITHUB",
          location: "https://github.com/octo-org/garden.git",
          auth: { type: "CODECONNECTIONS", resource: "arn:aws:s3:::bucket" },
        },
      },
      "is not a connection",
    ],
    [{ buildTimeout: 2 }, "5 to 2160 are allowed"],
    [{ queuedTimeout: 481 }, "5 to 480 are allowed"],
    [{ vpcConfig: { vpcId: "vpc-nowhere", subnets: [], securityGroupIds: [] } }, "refers to vpc-nowhere"],
  ])("a build project with %j is rejected", async (inputs, said) => {
    await expect(runner(inputs)).rejects.toThrow(said);
  });

  test("the subnets of a build project must be in its VPC", async () => {
    const other = await create(vpcType, "other", { cidrBlock: "10.9.0.0/16" });
    const vpcConfig = { vpcId: other, subnets: [await subnet(1)], securityGroupIds: [] };
    await expect(runner({ vpcConfig })).rejects.toThrow(`is not in ${other}`);
  });

  test("a webhook needs an existing project and a valid GitHub event, and exists once", async () => {
    await runner({});
    const webhook = (pattern: string, projectName = "runner") =>
      create("aws:codebuild/webhook:Webhook", "webhook", {
        projectName,
        filterGroups: [{ filters: [{ type: "EVENT", pattern }] }],
      });
    await expect(webhook("WORKFLOW_JOB_STARTED")).rejects.toThrow("GitHub has no event");
    await expect(webhook("WORKFLOW_JOB_QUEUED", "another")).rejects.toThrow("refers to another");
    await webhook("WORKFLOW_JOB_QUEUED");
    await expect(webhook("PUSH, RELEASED")).rejects.toThrow("runner");
  });

  test("whether an unknown AWS managed policy exists is not checked; one of the account must exist", async () => {
    await role("some");
    const [some] = cloud.list("aws:iam/role:Role");
    const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
    const attach = (policyArn: string) => create(attachment, "some", { role: some?.outputs.name, policyArn });
    const id = await attach("arn:aws:iam::aws:policy/AmazonEverything");
    expect(cloud.find(attachment, id)?.notChecked).toEqual([
      "policyArn: whether arn:aws:iam::aws:policy/AmazonEverything exists",
    ]);
    const known = await attach("arn:aws:iam::aws:policy/ReadOnlyAccess");
    expect(cloud.find(attachment, known)?.notChecked).toBeUndefined();
    await expect(attach("arn:aws:iam::111122223333:policy/nothing")).rejects.toThrow(
      "policyArn arn:aws:iam::111122223333:policy/nothing: this policy does not exist in the account",
    );
  });

  const statement = (length: number) => ({
    Version: "2012-10-17",
    Statement: [{ Sid: "s".repeat(length), Effect: "Allow", Action: "*", Resource: "*" }],
  });
  /** The length of the Sid with which a policy has so many characters. */
  const sidFor = (length: number) => length - JSON.stringify(statement(0)).length;

  test("the inline policies of a role have 10,240 characters together, and white space does not count", async () => {
    await role("writer");
    const [writer] = cloud.list("aws:iam/role:Role");
    const inline = (name: string, policy: string) =>
      create("aws:iam/rolePolicy:RolePolicy", name, { role: writer?.outputs.name, policy });
    await inline("one", JSON.stringify(statement(sidFor(5_120)), null, 2));
    await expect(inline("two", JSON.stringify(statement(sidFor(5_121))))).rejects.toThrow(
      "policy with the role's 1 other inline policies has 10,241 characters, 10,240 are allowed",
    );
    await inline("three", JSON.stringify(statement(sidFor(5_120))));
  });

  test("a trust policy has 2,048 characters, and one that is an object is accepted like its text", async () => {
    const [principal, action] = [{ Service: "ec2.amazonaws.com" }, "sts:AssumeRole"];
    const trustOf = (Sid: string) => ({
      Version: "2012-10-17",
      Statement: [{ Sid, Effect: "Allow", Principal: principal, Action: action }],
    });
    const trusting = (length: number) => {
      const sid = "s".repeat(length - JSON.stringify(trustOf("")).length);
      return create("aws:iam/role:Role", "trusting", { assumeRolePolicy: trustOf(sid) });
    };
    await expect(trusting(2_049)).rejects.toThrow("assumeRolePolicy has 2,049 characters, 2,048 are allowed");
    await trusting(2_048);
    await expect(
      create("aws:iam/role:Role", "other", { assumeRolePolicy: { Version: "1" } }),
    ).rejects.toThrow("assumeRolePolicy has no Statement");
    await expect(create("aws:iam/role:Role", "other", { assumeRolePolicy: "{" })).rejects.toThrow(
      "is not JSON",
    );
  });

  test("a function from an archive needs no image; one from an image needs one in ECR of the region", async () => {
    const executionRole = await role("sum");
    const lambda = (inputs: Properties) =>
      create("aws:lambda/function:Function", "sum", { role: executionRole, ...inputs });
    const image = (region: string) => ({
      packageType: "Image",
      imageUri: `111122223333.dkr.ecr.${region}.amazonaws.com/sum:1.0.0`,
    });
    await expect(lambda({ packageType: "Image" })).rejects.toThrow("packageType Image needs imageUri");
    await expect(lambda(image("us-west-2"))).rejects.toThrow("is not in ECR of us-east-1");
    await lambda({ name: "image", ...image("us-east-1") });
    await lambda({
      name: "archive",
      runtime: "nodejs24.x",
      handler: "index.handler",
      s3Bucket: "code",
      s3Key: "sum.zip",
    });
  });

  test("a subnet without a zone gets one; one in another region is rejected", async () => {
    const subnetIn = (availabilityZone?: string) =>
      create(subnetType, "anywhere", { vpcId, cidrBlock: "10.0.9.0/24", availabilityZone });
    await expect(subnetIn("us-west-2a")).rejects.toThrow("zone us-west-2a is not in us-east-1");
    const id = await subnetIn();
    expect(cloud.find(subnetType, id)?.outputs.availabilityZone).toBe("us-east-1a");
  });

  test("a rejected resource can be created after the cause is fixed", async () => {
    await expect(replica()).rejects.toThrow("replicateSourceDb refers to primary");
    await primary();
    await expect(replica()).resolves.toBeDefined();
  });
});

describe("deletion", () => {
  test("a VPC with subnets cannot be deleted", async () => {
    await subnet(0);
    await expect(cloud.delete(vpcType, vpcId)).rejects.toThrow(
      'still in use by aws:ec2/subnet:Subnet "subnet-0"',
    );
    expect(cloud.list(vpcType)).toHaveLength(1);
  });

  test("a subnet with network interfaces of a cluster cannot be deleted", async () => {
    const ids = [await subnet(0), await subnet(1)];
    await cluster(ids);
    await expect(cloud.delete(subnetType, ids[0] ?? "")).rejects.toThrow('aws:eks/cluster:Cluster "main"');
  });

  test("a subnet cannot be deleted before its database subnet group, nor the group before the database", async () => {
    const subnetIds = [await subnet(0), await subnet(1)];
    const group = await create("aws:rds/subnetGroup:SubnetGroup", "group", { subnetIds });
    const database = await primary({ dbSubnetGroupName: group });
    await expect(cloud.delete(subnetType, subnetIds[0] ?? "")).rejects.toThrow('SubnetGroup "group"');
    await expect(cloud.delete("aws:rds/subnetGroup:SubnetGroup", group)).rejects.toThrow(
      'Instance "primary"',
    );
    await cloud.delete(instanceType, database);
    await cloud.delete("aws:rds/subnetGroup:SubnetGroup", group);
    await expect(cloud.delete(subnetType, subnetIds[0] ?? "")).resolves.toBeUndefined();
  });

  test("a subnet with a NAT gateway cannot be deleted, nor can the gateway's address", async () => {
    const subnetId = await subnet(0);
    const eip = await create("aws:ec2/eip:Eip", "address", {});
    const { allocationId } = cloud.find("aws:ec2/eip:Eip", eip)?.outputs ?? {};
    const nat = () => create("aws:ec2/natGateway:NatGateway", "nat", { subnetId, allocationId });
    await expect(nat()).rejects.toThrow("has no internet gateway attached");
    const internet = await create(internetGatewayType, "internet", { vpcId });
    await nat();
    await expect(cloud.delete(internetGatewayType, internet)).rejects.toThrow('the NAT gateway "nat"');
    await expect(cloud.delete(subnetType, subnetId)).rejects.toThrow('NatGateway "nat"');
    await expect(cloud.delete("aws:ec2/eip:Eip", eip)).rejects.toThrow('NatGateway "nat"');
  });

  test.each([
    [clusterType, async () => cluster([await subnet(0), await subnet(1)])],
    [instanceType, () => primary()],
  ])("%s with deletion protection cannot be deleted until it is disabled", async (type, make) => {
    const id = await make();
    const found = cloud.find(type, id);
    await cloud.update(type, id, { ...found?.inputs, deletionProtection: true });
    await expect(cloud.delete(type, id)).rejects.toThrow("deletionProtection is on");
    await cloud.update(type, id, { ...found?.inputs, deletionProtection: false });
    await cloud.delete(type, id);
    expect(cloud.list(type)).toEqual([]);
  });

  test("a database without a name for its final snapshot cannot be deleted", async () => {
    const id = await primary({ skipFinalSnapshot: false });
    await expect(cloud.delete(instanceType, id)).rejects.toThrow("finalSnapshotIdentifier is needed");
  });

  test("a role with an attached policy cannot be deleted", async () => {
    await role("some");
    const [some] = cloud.list("aws:iam/role:Role");
    await create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "some", {
      role: some?.outputs.name,
      policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
    });
    await expect(cloud.delete("aws:iam/role:Role", some?.id ?? "")).rejects.toThrow("still in use");
  });

  test("deleting a missing resource succeeds, as with real providers", async () => {
    await cloud.delete(vpcType, vpcId);
    await expect(cloud.delete(vpcType, vpcId)).resolves.toBeUndefined();
  });
});

describe("update", () => {
  test("the minor version of a primary cannot exceed that of its replicas", async () => {
    const id = await primary();
    const copy = await replica({ engineVersion: "18.6" });
    const change = (each: string, engineVersion: string) =>
      cloud.update(instanceType, each, { ...cloud.find(instanceType, each)?.inputs, engineVersion });
    await expect(change(id, "18.7")).rejects.toThrow(
      'DBUpgradeDependencyFailure: read replicas need to be upgraded first: "replica"',
    );
    await change(copy, "18.7");
    await change(id, "18.7");
    expect(cloud.find(instanceType, id)?.outputs.engineVersionActual).toBe("18.7");
  });

  test("storage cannot shrink, and a version cannot be downgraded", async () => {
    const id = await primary({ allocatedStorage: 50 });
    const inputs = cloud.find(instanceType, id)?.inputs;
    await expect(cloud.update(instanceType, id, { ...inputs, allocatedStorage: 40 })).rejects.toThrow(
      "allocatedStorage can only grow: 50 GiB to 40 GiB",
    );
    await expect(cloud.update(instanceType, id, { ...inputs, engineVersion: "18.5" })).rejects.toThrow(
      "engineVersion can only rise: 18.6 to 18.5",
    );
  });

  test("a cluster is upgraded one minor version at a time, and never downgraded", async () => {
    const id = await cluster([await subnet(0), await subnet(1)]);
    const change = (version: string) =>
      cloud.update(clusterType, id, { ...cloud.find(clusterType, id)?.inputs, version });
    await change("1.35");
    await expect(change("1.37")).rejects.toThrow("version can only rise by one minor version: 1.35 to 1.37");
    await expect(change("1.34")).rejects.toThrow("version can only rise by one minor version: 1.35 to 1.34");
    await expect(change("1.36")).resolves.toBeDefined();
  });
});

describe("types that neither the simulation nor the SDK has", () => {
  test("the type is rejected, and the error names the places to add it to", async () => {
    const file = "packages/rehearse/cloud/aws/sqs";
    await expect(cloud.create("aws:sqs/fifo:Fifo", "unknown", {})).rejects.toThrow(
      `does not know the type aws:sqs/fifo:Fifo: add it to ${file} or to "types" in rehearse.config.ts`,
    );
  });

  test("a data source is rejected, and the error names the places to add it to", () => {
    expect(() => cloud.invoke("aws:ec2/getNothing:getNothing", {})).toThrow(
      'does not know the function aws:ec2/getNothing:getNothing: add it to packages/rehearse/cloud/aws/ec2 or to "types" in rehearse.config.ts',
    );
  });
});
