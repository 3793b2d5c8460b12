/** The PostgreSQL upgrades that RDS rejects, and their effect on replicas. */
import { newCloud } from "../../cloud";
import type { Cloud } from "../../cloud/cloud";
import type { Properties } from "../../cloud/resource-type";

const instanceType = "aws:rds/instance:Instance";
const groupType = "aws:rds/parameterGroup:ParameterGroup";

let cloud: Cloud;
beforeEach(async () => {
  cloud = newCloud();
  for (const major of [18, 19])
    await cloud.create(groupType, `for-${major}`, { name: `for-${major}`, family: `postgres${major}` });
  await create("primary", {
    engine: "postgres",
    engineVersion: "18.6",
    username: "gallery",
    password: "correct-horse",
    allocatedStorage: 20,
    backupRetentionPeriod: 1,
    parameterGroupName: "for-18",
  });
  await create("replica", {
    replicateSourceDb: "primary",
    engineVersion: "18.6",
    parameterGroupName: "for-18",
  });
});

const create = (name: string, inputs: Properties) =>
  cloud.create(instanceType, name, {
    identifier: name,
    instanceClass: "db.t4g.medium",
    skipFinalSnapshot: true,
    ...inputs,
  });
const find = (name: string) => cloud.find(instanceType, name, "identifier");
const change = (name: string, inputs: Properties) =>
  cloud.update(instanceType, find(name)?.id ?? "", { ...find(name)?.inputs, ...inputs });
const major = { engineVersion: "19.1", parameterGroupName: "for-19", allowMajorVersionUpgrade: true };

test("a major version of the primary also upgrades the replica", async () => {
  await change("primary", major);
  expect(find("primary")?.outputs.engineVersionActual).toBe("19.1");
  expect(find("replica")?.outputs).toMatchObject({ engineVersion: "19.1", engineVersionActual: "19.1" });
});

test("a minor version of the primary requires upgraded replicas", async () => {
  await expect(change("primary", { engineVersion: "18.7" })).rejects.toThrow("DBUpgradeDependencyFailure");
  expect(find("replica")?.outputs.engineVersion).toBe("18.6");
});

test("a major version without RDS's flag is rejected", async () => {
  await expect(change("primary", { ...major, allowMajorVersionUpgrade: undefined })).rejects.toThrow(
    "The AllowMajorVersionUpgrade flag must be present",
  );
});

test("a major version of a replica alone is rejected", async () => {
  await expect(change("replica", major)).rejects.toThrow(
    "Major Version Upgrade not supported for Postgres Read Replica DB Instances",
  );
});

test("a major version with the old parameter group is rejected, and the required family is named", async () => {
  await expect(change("primary", { ...major, parameterGroupName: "for-18" })).rejects.toThrow(
    "is of the family postgres18; 19.1 needs one of postgres19",
  );
});

test("a new replica cannot have an older version than its source", async () => {
  await change("primary", major);
  const older = create("second", {
    replicateSourceDb: "primary",
    engineVersion: "18.6",
    parameterGroupName: "for-18",
  });
  await expect(older).rejects.toThrow("engineVersion 18.6 is older than its source's 19.1");
});

test("backups cannot be disabled while there are replicas", async () => {
  await expect(change("primary", { backupRetentionPeriod: 0 })).rejects.toThrow(
    "backups cannot be switched off",
  );
});

test("a snapshot of the cloud can be restored, with all ids", async () => {
  const before = cloud.snapshot();
  await cloud.create(groupType, "later", { name: "later", family: "postgres18" });
  await change("replica", { engineVersion: "18.7" });
  cloud.restore(before);
  expect(cloud.snapshot()).toEqual(before);
  expect(cloud.find(groupType, "later")).toBeUndefined();
});
