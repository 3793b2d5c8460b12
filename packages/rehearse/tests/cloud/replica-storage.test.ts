/** The storage of read replicas: at creation that of their source, whatever the inputs say. */
import { newCloud } from "../../cloud";
import type { Cloud } from "../../cloud/cloud";
import type { Properties } from "../../cloud/resource-type";
import { instanceInputs } from "./database";

const instanceType = "aws:rds/instance:Instance";

let cloud: Cloud;
beforeEach(async () => {
  cloud = newCloud();
  const inputs = { ...instanceInputs, allocatedStorage: 100, backupRetentionPeriod: 1 };
  await cloud.create(instanceType, "primary", inputs);
});

const replica = (inputs: Properties) => ({
  identifier: "replica",
  replicateSourceDb: "primary",
  instanceClass: "db.t4g.medium",
  skipFinalSnapshot: true,
  ...inputs,
});
const create = (inputs: Properties) => cloud.create(instanceType, "replica", replica(inputs));
const changes = (inputs: Properties, { inputs: earlier, outputs }: Awaited<ReturnType<typeof create>>) =>
  cloud.diff(instanceType, earlier, replica(inputs), outputs).changed;

test("a replica that asks for less than its source is created with the source's storage, and its next update is refused", async () => {
  const asked = { allocatedStorage: 50 };
  const created = await create(asked);
  expect(created.outputs.allocatedStorage).toBe(100);
  expect(cloud.warnings()).toEqual([
    `${instanceType} "replica": allocatedStorage is 50 GiB; the provider creates a replica with the storage of its source, 100 GiB. ` +
      "The next update asks for 50 GiB, which RDS refuses",
  ]);
  expect(changes(asked, created)).toEqual(["allocatedStorage"]);
  await expect(cloud.update(instanceType, created.id, replica(asked))).rejects.toThrow(
    "allocatedStorage can only grow: 100 GiB to 50 GiB",
  );
});

test("a replica of a source that has grown by itself is created with the source's storage, and stays unchanged", async () => {
  const asked = { allocatedStorage: 50, maxAllocatedStorage: 500 };
  const created = await create(asked);
  expect(created.outputs.allocatedStorage).toBe(100);
  expect(cloud.warnings()).toEqual([]);
  expect(changes(asked, created)).toEqual([]);
  const larger = { ...asked, instanceClass: "db.t4g.large" };
  expect(changes(larger, created)).toEqual(["instanceClass"]);
  const updated = await cloud.update(instanceType, created.id, replica(larger));
  expect(updated.outputs.allocatedStorage).toBe(100);
});

test("a replica that asks for more than its source gets it with its next update", async () => {
  const asked = { allocatedStorage: 200 };
  const created = await create(asked);
  expect(created.outputs.allocatedStorage).toBe(100);
  expect(cloud.warnings()).toEqual([expect.stringMatching(/asks for 200 GiB, which increases the storage$/)]);
  expect(changes(asked, created)).toEqual(["allocatedStorage"]);
  const updated = await cloud.update(instanceType, created.id, replica(asked));
  expect(updated.outputs.allocatedStorage).toBe(200);
  expect(changes(asked, updated)).toEqual([]);
  expect(cloud.warnings()).toEqual([]);
});

test("a replica that names no storage has the storage of its source", async () => {
  const created = await create({});
  expect(created.outputs.allocatedStorage).toBe(100);
  expect(changes({}, created)).toEqual([]);
});

test("limits of IOPS follow from the storage that the replica has", async () => {
  const asked = { allocatedStorage: 400, storageType: "gp3", iops: 12_000 };
  await expect(create(asked)).rejects.toThrow("iops is 12000; gp3 below 400 GiB has 3,000");
});
