/** Restores of an RDS instance to a point in time. */
import { newCloud } from "../../cloud";
import type { Cloud } from "../../cloud/cloud";
import type { Properties } from "../../cloud/resource-type";
import { instanceInputs } from "./database";

const type = "aws:rds/instance:Instance";
let cloud: Cloud;
let latest: number;
beforeEach(async () => {
  cloud = newCloud();
  const source = { ...instanceInputs, dbName: "gallery", backupRetentionPeriod: 7 };
  const { outputs } = await cloud.create(type, "primary", source);
  latest = Date.parse(String(outputs.latestRestorableTime));
});

const hour = 60 * 60 * 1000;
const before = (hours: number) => new Date(latest - hours * hour).toISOString();
const restore = (restoreToPointInTime: Properties, others: Properties = {}) =>
  cloud.create(type, "restored", {
    identifier: "restored",
    instanceClass: "db.t4g.medium",
    skipFinalSnapshot: true,
    restoreToPointInTime,
    ...others,
  });

test.each<[string, () => Properties]>([
  ["a time", () => ({ restoreTime: before(1) })],
  ["the first time of the backups", () => ({ restoreTime: before(7 * 24) })],
  ["the latest time", () => ({ useLatestRestorableTime: true })],
])(
  "an instance restored to %s stands beside its source, with the source's user, database and version",
  async (_, to) => {
    const { outputs } = await restore({ sourceDbInstanceIdentifier: "primary", ...to() });
    expect(outputs).toMatchObject({
      engine: "postgres",
      engineVersion: "18.6",
      username: "gallery",
      dbName: "gallery",
      allocatedStorage: 20,
    });
    expect(outputs.address).not.toBe(cloud.find(type, "primary", "identifier")?.outputs.address);
  },
);

test.each<[string, () => Properties, Properties, string]>([
  ["a time after the latest", () => ({ restoreTime: before(-1) }), {}, "it can be from"],
  ["a time before the first", () => ({ restoreTime: before(7 * 24 + 1) }), {}, "it can be from"],
  ["a time without a zone", () => ({ restoreTime: "2026-10-31 14:32" }), {}, "must be a time in UTC"],
  ["no time", () => ({}), {}, "either restoreTime or useLatestRestorableTime"],
  [
    "two times",
    () => ({ restoreTime: before(1), useLatestRestorableTime: true }),
    {},
    "either restoreTime or useLatestRestorableTime",
  ],
  [
    "a source that does not exist",
    () => ({ restoreTime: before(1), sourceDbInstanceIdentifier: "other" }),
    {},
    "DBInstanceNotFound: the source other does not exist",
  ],
  [
    "no source",
    () => ({ restoreTime: before(1), sourceDbInstanceIdentifier: undefined }),
    {},
    "restoreToPointInTime needs a source",
  ],
  [
    "a snapshot as well",
    () => ({ restoreTime: before(1) }),
    { snapshotIdentifier: "nightly" },
    "restoreToPointInTime and snapshotIdentifier exclude each other",
  ],
])("a restore with %s is rejected", async (_, to, others, message) => {
  await expect(restore({ sourceDbInstanceIdentifier: "primary", ...to() }, others)).rejects.toThrow(message);
});

test("a source without backups is rejected", async () => {
  await cloud.create(type, "bare", { ...instanceInputs, identifier: "bare" });
  const to = { sourceDbInstanceIdentifier: "bare", useLatestRestorableTime: true };
  await expect(restore(to)).rejects.toThrow("PointInTimeRestoreNotEnabled");
});

test("a restored instance can be changed after its source was deleted", async () => {
  const { id, inputs } = await restore({ sourceDbInstanceIdentifier: "primary", restoreTime: before(1) });
  await cloud.delete(type, cloud.find(type, "primary", "identifier")?.id ?? "");
  const { outputs } = await cloud.update(type, id, { ...inputs, instanceClass: "db.t4g.large" });
  expect(outputs).toMatchObject({ instanceClass: "db.t4g.large", username: "gallery" });
});

test("another time, or none, replaces the instance instead of changing its data", async () => {
  const { inputs } = await restore({ sourceDbInstanceIdentifier: "primary", restoreTime: before(1) });
  const { restoreToPointInTime: _, ...without } = inputs;
  const other = {
    ...without,
    restoreToPointInTime: { sourceDbInstanceIdentifier: "primary", restoreTime: before(2) },
  };
  for (const changed of [without, other])
    expect(cloud.diff(type, inputs, changed).replaces).toEqual(["restoreToPointInTime"]);
});
