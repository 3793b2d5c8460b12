/** What a changed setting does to a stack that is up: one `up`, then one change after the other. */
import { readFileSync } from "node:fs";
import { open, summary, type TestStack } from "./engine";

const instanceType = "aws:rds/instance:Instance";
const subnetType = "aws:ec2/subnet:Subnet";
let dev: TestStack;

beforeAll(async () => {
  dev = await open("dev");
  await dev.run("up");
});
afterAll(() => dev?.close());

const only = (change: string, ...names: string[]) =>
  names.map((name) => `${change} ${name} (${instanceType})`);

test("another instance class changes primary and replica in place, and nothing else", async () => {
  dev.set({ databaseInstanceClass: "db.t4g.large" });
  expect(summary(await dev.run("up"))).toEqual(only("update", "database-primary", "database-replica-1"));
  const classes = dev.cloud.list(instanceType).map(({ outputs }) => outputs.instanceClass);
  expect(classes).toEqual(["db.t4g.large", "db.t4g.large"]);
});

test("one replica more is one instance more, with its alarms; only the gallery, which reads from it, is told", async () => {
  dev.set({ databaseReplicas: 2 });
  expect(summary(await dev.run("up"))).toEqual([
    "create database-alarms-cpu-replica-2 (aws:cloudwatch/metricAlarm:MetricAlarm)",
    "create database-alarms-storage-replica-2 (aws:cloudwatch/metricAlarm:MetricAlarm)",
    ...only("create", "database-replica-2"),
    "create gallery-database-replica-2 (kubernetes:core/v1:Service)",
    // Immutable, so that pods of both versions keep what they started with.
    "create-replacement gallery-api (kubernetes:core/v1:ConfigMap)",
    "delete-replaced gallery-api (kubernetes:core/v1:ConfigMap)",
    "replace gallery-api (kubernetes:core/v1:ConfigMap)",
    "update gallery-api (kubernetes:apps/v1:Deployment)",
  ]);
});

test("a zone more brings its own subnets; no other moves, and nothing is replaced or deleted", async () => {
  const places = () =>
    new Map(dev.cloud.list(subnetType).map(({ name, id, outputs }) => [name, `${id} ${outputs.cidrBlock}`]));
  const before = places();
  dev.set({ availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"] });
  const changes = await dev.run("up");
  expect(before.size).toBe(6);
  expect(places().size).toBe(9);
  for (const [name, place] of before) expect(places().get(name)).toBe(place);
  expect(new Set(changes.map(({ op }) => op))).toEqual(new Set(["create", "update"]));
  // Whatever lists the network's subnets learns of the new ones.
  expect(summary(changes.filter(({ op }) => op === "update"))).toEqual([
    "update database (aws:rds/subnetGroup:SubnetGroup)",
    "update gallery-database (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
    "update gallery-load-balancer (kubernetes:networking.k8s.io/v1:NetworkPolicy)",
    "update network-s3 (aws:ec2/vpcEndpoint:VpcEndpoint)",
    "update nodes-class (kubernetes:eks.amazonaws.com/v1:NodeClass)",
  ]);
});

test("a minor upgrade that begins with the primary is refused by AWS, and leaves the stack as it was", async () => {
  dev.set({ databaseEngineVersion: "18.7" });
  await expect(dev.run("up")).rejects.toThrow("DBUpgradeDependencyFailure");
  const versions = dev.cloud.list(instanceType).map(({ outputs }) => outputs.engineVersion);
  expect(versions).toEqual(["18.6", "18.6", "18.6"]);
  dev.set({ databaseEngineVersion: "18.6" });
  expect(await dev.run("preview")).toEqual([]);
});

test("a minor upgrade goes to the replicas first, then to the primary, in place", async () => {
  dev.set({ databaseReplicaEngineVersion: "18.7" });
  expect(summary(await dev.run("up"))).toEqual(only("update", "database-replica-1", "database-replica-2"));
  dev.set({ databaseEngineVersion: "18.7", databaseReplicaEngineVersion: "" });
  expect(summary(await dev.run("up"))).toEqual(only("update", "database-primary"));
});

test("a raised password version sets a new password on the primary, stores it and hands it to the gallery, and nothing else", async () => {
  const password = () =>
    dev.cloud.list(instanceType).find(({ name }) => name.endsWith("primary"))?.inputs.password;
  const before = password();
  dev.set({ databasePasswordVersion: 2 });
  const touched = summary(await dev.run("up")).map((line) =>
    // The migration is named by its image.
    line.replace(/^\S+ /, "").replace(/-[0-9a-f]{10} /, " "),
  );
  expect(new Set(touched)).toEqual(
    new Set([
      "database (random:index/randomPassword:RandomPassword)",
      `database-primary (${instanceType})`,
      "database (aws:secretsmanager/secretVersion:SecretVersion)",
      "gallery-api (kubernetes:core/v1:Secret)",
      "gallery-api (kubernetes:apps/v1:Deployment)",
      "gallery-migration (kubernetes:core/v1:Secret)",
    ]),
  );
  expect(password()).not.toBe(before);
  const [stored] = dev.cloud.list("aws:secretsmanager/secretVersion:SecretVersion");
  expect(JSON.parse(String(stored?.inputs.secretString)).password).toBe(password());
});

test("what somebody changed or deleted behind Pulumi's back is found by a refresh and put right by the next up", async () => {
  const [policy] = dev.cloud.list("aws:s3/bucketPolicy:BucketPolicy");
  const [primary] = dev.cloud.list(instanceType).filter(({ name }) => name.endsWith("primary"));
  dev.cloud.tamper("aws:s3/bucketPolicy:BucketPolicy", policy?.id ?? "", "delete");
  dev.cloud.tamper(instanceType, primary?.id ?? "", { publiclyAccessible: true });
  const drift = summary(await dev.run("refresh"));
  expect(drift).toEqual([
    "delete photos (aws:s3/bucketPolicy:BucketPolicy)",
    `update database-primary (${instanceType})`,
  ]);
  expect(summary(await dev.run("up"))).toEqual([
    "create photos (aws:s3/bucketPolicy:BucketPolicy)",
    `update database-primary (${instanceType})`,
  ]);
  expect(dev.cloud.find(instanceType, primary?.id ?? "")?.outputs.publiclyAccessible).toBe(false);
});

test("the password stands nowhere in the state file in clear", () => {
  const state = readFileSync(dev.stateFile, "utf8");
  const [primary] = dev.cloud.list(instanceType).filter(({ name }) => name.endsWith("primary"));
  expect(String(primary?.inputs.password)).toHaveLength(40);
  expect(state).toContain("database-primary");
  expect(state).not.toContain(String(primary?.inputs.password));
});
