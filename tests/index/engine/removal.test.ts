/** Removes prod as docs/operations.md describes, and looks for what a restore of its database needs. */
import { open, summary, type TestStack } from "./engine";

const snapshotType = "aws:rds/snapshot:Snapshot";
let prod: TestStack;

beforeAll(async () => {
  prod = await open("prod");
  await prod.run("up");
}, 600_000);
afterAll(() => prod?.close());

test("after the documented removal of prod, each snapshot can be restored, and nothing else is left", async () => {
  const { cloud } = prod;
  const [primary] = cloud.list("aws:rds/instance:Instance").filter(({ name }) => name.endsWith("primary"));
  const dbInstanceIdentifier = primary?.outputs.identifier;
  await cloud.create(snapshotType, "by-hand", { dbInstanceIdentifier, dbSnapshotIdentifier: "by-hand" });

  prod.set({ guardRails: "development", databaseDeletionProtection: false });
  const unguarded = await prod.run("up");
  expect(summary(unguarded).filter((change) => !change.startsWith("update "))).toEqual([]);
  await prod.run("destroy");

  const snapshots = cloud.list(snapshotType);
  expect(snapshots.map(({ name }) => name).sort()).toEqual(["by-hand", "database-primary-final"]);
  // KMS holds only keys whose deletion is not scheduled: nothing else decrypts a snapshot.
  for (const { outputs } of snapshots) {
    expect(outputs.encrypted).toBe(true);
    expect(cloud.find("aws:kms/key:Key", String(outputs.kmsKeyId), "arn")?.name).toBe("data");
  }
  const left = cloud.list().filter(({ type }) => type !== snapshotType);
  expect(left.map(({ name, type }) => `${name} (${type})`)).toEqual(["data (aws:kms/key:Key)"]);
}, 600_000);
