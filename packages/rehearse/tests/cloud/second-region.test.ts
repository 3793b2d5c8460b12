/** Resources in another region than their provider's, and copies between regions. */
import { newCloud } from "../../cloud";
import { lostRegionProblem } from "../../cloud/aws/lost-region";
import type { Cloud } from "../../cloud/cloud";
import type { Properties } from "../../cloud/resource-type";
import { instanceInputs } from "./database";

const keyType = "aws:kms/key:Key";
const instanceType = "aws:rds/instance:Instance";
const replicationType = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication";
const region = "eu-central-1";

let cloud: Cloud;
let keyHere: string;
let keyThere: string;
let source: Properties;
beforeEach(async () => {
  cloud = newCloud();
  const arnOf = async (name: string, inputs: Properties) =>
    String((await cloud.create(keyType, name, inputs)).outputs.arn);
  keyHere = await arnOf("here", {});
  keyThere = await arnOf("there", { region });
  const inputs = { ...instanceInputs, storageEncrypted: true, kmsKeyId: keyHere, backupRetentionPeriod: 7 };
  source = (await cloud.create(instanceType, "primary", inputs)).outputs;
});

const replicate = (inputs: Properties = {}) =>
  cloud.create(replicationType, "backups", {
    region,
    sourceDbInstanceArn: source.arn,
    kmsKeyId: keyThere,
    ...inputs,
  });

test("a resource has the region of its input in its ARN and its outputs, and others have the provider's", () => {
  expect(keyThere).toContain(":kms:eu-central-1:");
  expect(keyHere).toContain(":kms:us-east-1:");
});

test("a key of another region is refused by services of this one", async () => {
  const group = (kmsKeyId: string, inputs = {}) =>
    cloud.create("aws:cloudwatch/logGroup:LogGroup", "group", { name: "group", kmsKeyId, ...inputs });
  await expect(group(keyThere)).rejects.toThrow("which is in eu-central-1; a aws:kms/key:Key in us-east-1");
  expect((await group(keyThere, { region })).outputs.region).toBe(region);
});

test("a name can exist once in each region, and a bucket once in all of them", async () => {
  const repository = (inputs = {}) =>
    cloud.create("aws:ecr/repository:Repository", "images", { name: "app/images", ...inputs });
  const urls = [await repository(), await repository({ region })].map(({ outputs }) => outputs.repositoryUrl);
  expect(urls).toEqual([
    "111122223333.dkr.ecr.us-east-1.amazonaws.com/app/images",
    "111122223333.dkr.ecr.eu-central-1.amazonaws.com/app/images",
  ]);
  await expect(repository({ region })).rejects.toThrow("already");
  await cloud.create("aws:s3/bucket:Bucket", "one", { bucket: "one-bucket" });
  await expect(cloud.create("aws:s3/bucket:Bucket", "two", { bucket: "one-bucket", region })).rejects.toThrow(
    "already",
  );
});

test("another region replaces a resource, and the provider's own region does not", () => {
  const replaces = (earlier: Properties, inputs: Properties, outputs: Properties) =>
    cloud.diff(keyType, earlier, inputs, outputs).replaces;
  expect(replaces({}, { region }, { region: "us-east-1" })).toEqual(["region"]);
  expect(replaces({ region }, {}, { region })).toEqual(["region"]);
  expect(replaces({}, { region: "us-east-1" }, { region: "us-east-1" })).toEqual([]);
});

test("a region of another partition is refused", async () => {
  await expect(cloud.create(keyType, "china", { region: "cn-north-1" })).rejects.toThrow(
    "region cn-north-1 is of the partition aws-cn",
  );
});

test("backups are copied with a key of their region, for seven days by default", async () => {
  const { id, outputs } = await replicate();
  expect(id).toMatch(/^arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-[a-z0-9]{39}$/);
  expect(outputs).toMatchObject({ retentionPeriod: 7, region });
});

test.each<[string, () => Properties, string]>([
  ["into their own region", () => ({ region: undefined, kmsKeyId: keyHere }), "must be another one"],
  ["with a key of the first region", () => ({ kmsKeyId: keyHere }), "which is in us-east-1"],
  ["without a key", () => ({ kmsKeyId: undefined }), "kmsKeyId is missing"],
])("a copy of backups %s is refused", async (_, inputs, message) => {
  await expect(replicate(inputs())).rejects.toThrow(message);
});

test("a second copy into the region, and one of an instance without backups, are refused", async () => {
  await replicate();
  await expect(replicate()).rejects.toThrow("sourceDbInstanceArn is already taken");
  const bare = await cloud.create(instanceType, "bare", { ...instanceInputs, identifier: "bare" });
  await expect(replicate({ sourceDbInstanceArn: bare.outputs.arn })).rejects.toThrow(
    "backups of bare are off",
  );
});

const restore = (sourceDbInstanceAutomatedBackupsArn: string, inputs: Properties = {}) =>
  cloud.create(instanceType, "restored", {
    region,
    identifier: "restored",
    instanceClass: "db.t4g.medium",
    skipFinalSnapshot: true,
    restoreToPointInTime: { sourceDbInstanceAutomatedBackupsArn, useLatestRestorableTime: true },
    ...inputs,
  });

test("an instance restored from a copy is in its region, with its key and the source's user", async () => {
  const { id } = await replicate();
  const { outputs } = await restore(id);
  expect(outputs).toMatchObject({ kmsKeyId: keyThere, username: "gallery", engineVersion: "18.6" });
  expect(outputs.address).toContain(".eu-central-1.rds.");
});

test("a restore elsewhere, and one with another key than that of the copy, are refused", async () => {
  const { id } = await replicate();
  await expect(restore(id, { region: undefined })).rejects.toThrow("are in eu-central-1");
  const { outputs } = await cloud.create(keyType, "other", { region });
  await expect(restore(id, { kmsKeyId: outputs.arn })).rejects.toThrow(`has its source's: ${keyThere}`);
});

test("copies of another stack are accepted, and not checked", async () => {
  const arn = "arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-elsewhere";
  const { notChecked } = await restore(arn, { engine: "postgres" });
  expect(notChecked?.join()).toContain(`restoreToPointInTime refers to ${arn}`);
});

test("a replica in another region needs a key and a subnet group there, and becomes an independent instance", async () => {
  const vpc = await cloud.create("aws:ec2/vpc:Vpc", "vpc", { region, cidrBlock: "10.0.0.0/16" });
  const subnet = async (zone: string, cidrBlock: string) => {
    const inputs = { region, vpcId: vpc.id, cidrBlock, availabilityZone: `${region}${zone}` };
    return (await cloud.create("aws:ec2/subnet:Subnet", zone, inputs)).id;
  };
  const subnetIds = [await subnet("a", "10.0.0.0/24"), await subnet("b", "10.0.1.0/24")];
  await cloud.create("aws:rds/subnetGroup:SubnetGroup", "group", {
    region,
    name: "group",
    subnetIds,
  });
  const replica = (inputs: Properties) =>
    cloud.create(instanceType, "replica", {
      region,
      identifier: "replica",
      instanceClass: "db.t4g.medium",
      replicateSourceDb: source.arn,
      storageEncrypted: true,
      skipFinalSnapshot: true,
      ...inputs,
    });
  await expect(replica({ dbSubnetGroupName: "group" })).rejects.toThrow("kmsKeyId is missing");
  await expect(replica({ kmsKeyId: keyThere })).rejects.toThrow("dbSubnetGroupName is missing");
  const { id, inputs } = await replica({ kmsKeyId: keyThere, dbSubnetGroupName: "group" });
  const { replicateSourceDb: _, ...alone } = inputs;
  expect(cloud.diff(instanceType, inputs, alone).replaces).toEqual([]);
  const { outputs } = await cloud.update(instanceType, id, { ...alone, password: "another-password" });
  expect(outputs).not.toHaveProperty("replicateSourceDb");
});

test("what is in a lost region, and what needs its control planes, is refused by name", () => {
  const problem = (lost: string, type: string, kind: "create" | "read" | "update", its = region) =>
    lostRegionProblem(lost, { type, kind, region: its });
  expect(problem(region, keyType, "read")).toBe("RequestTimeout: eu-central-1 does not answer");
  expect(problem("us-east-1", keyType, "create")).toBeUndefined();
  for (const type of [
    "aws:iam/role:Role",
    "aws:route53/record:Record",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:eks/cluster:Cluster",
    "aws:rds/instance:Instance",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
  ])
    expect(problem("us-east-1", type, "create")).toMatch(/^ServiceUnavailable: .* is in us-east-1/);
  for (const type of ["aws:eks/cluster:Cluster", "aws:rds/instance:Instance"])
    expect(problem("us-east-1", type, "update")).toBeUndefined();
  expect(problem("eu-west-1", "aws:iam/role:Role", "create")).toBeUndefined();
  expect(problem("us-east-1", "aws:iam/role:Role", "create", "cn-north-1")).toBeUndefined();
});

test("S3 copies between buckets with versions only, and encrypts copies with a key of their region", async () => {
  const bucket = async (name: string, inputs: Properties = {}) =>
    String((await cloud.create("aws:s3/bucket:Bucket", name, { bucket: name, ...inputs })).outputs.arn);
  const versions = (name: string) =>
    cloud.create("aws:s3/bucketVersioning:BucketVersioning", name, {
      bucket: name,
      versioningConfiguration: { status: "Enabled" },
    });
  await bucket("from-here");
  const to = await bucket("to-there", { region });
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  const role = await cloud.create("aws:iam/role:Role", "role", { assumeRolePolicy: JSON.stringify(trust) });
  const copies = (destination: Properties) =>
    cloud.create("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "copies", {
      bucket: "from-here",
      role: role.outputs.arn,
      rules: [
        {
          status: "Enabled",
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: { bucket: to, ...destination },
        },
      ],
    });
  const withKey = (replicaKmsKeyId: string) => ({ encryptionConfiguration: { replicaKmsKeyId } });
  await expect(copies(withKey(keyThere))).rejects.toThrow("bucket from-here: versioning must be enabled");
  await versions("from-here");
  await expect(copies(withKey(keyThere))).rejects.toThrow("versioning must be enabled in the destination");
  await versions("to-there");
  await expect(copies({})).rejects.toThrow("sseKmsEncryptedObjects needs a key there");
  await expect(copies(withKey(keyHere))).rejects.toThrow("a key in eu-central-1");
  expect((await copies(withKey(keyThere))).notChecked).toBeUndefined();
});

test("a replica of a key has its id in another region, and only multi-Region keys have one", async () => {
  const replica = (primaryKeyArn: unknown, inputs: Properties = { region }) =>
    cloud.create("aws:kms/replicaKey:ReplicaKey", "replica", { primaryKeyArn, ...inputs });
  await expect(replica(keyHere)).rejects.toThrow("is no multi-Region key");
  const { outputs } = await cloud.create(keyType, "both", { multiRegion: true });
  await expect(replica(outputs.arn, {})).rejects.toThrow("must be another one");
  const made = (await replica(outputs.arn)).outputs;
  expect(made.keyId).toBe(outputs.keyId);
  expect(made.arn).toBe(String(outputs.arn).replace("us-east-1", region));
});
