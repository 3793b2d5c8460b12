/** What RDS can restore from, and what is said if it cannot. */
import { AwsRefusal, Unreachable } from "../../preflight/aws/errors";
import { checkSource } from "../../restore/source";
import { fakeAws } from "./fake-aws";

const former = {
  identifier: "groundwork-dev-database-primary",
  keyArn: "arn:aws:kms:us-east-1:111122223333:key/data",
};
const window = { EarliestTime: "2026-10-01T03:12:00Z", LatestTime: "2026-11-01T00:00:00Z" };
const backups = (RestoreWindow: Record<string, string> | undefined) => ({
  "rds:DescribeDBInstanceAutomatedBackups": {
    DBInstanceAutomatedBackups:
      RestoreWindow === undefined ? "" : { DBInstanceAutomatedBackup: { RestoreWindow, Status: "active" } },
  },
});
const snapshot = (more: Record<string, string>) => ({
  "rds:DescribeDBSnapshots": {
    DBSnapshots: {
      DBSnapshot: {
        DBSnapshotIdentifier: "nightly",
        Status: "available",
        KmsKeyId: former.keyArn,
        SnapshotCreateTime: "2026-10-31T03:12:00Z",
        ...more,
      },
    },
  },
});

test.each(["2026-10-01T03:12:00Z", "2026-10-31T14:32:00Z", "2026-11-01T00:00:00Z", "latest"])(
  "the time %s is in the window",
  async (time) => {
    const { aws, asked } = fakeAws(backups(window));
    const {
      findings: [finding],
    } = await checkSource(aws, { time }, former);
    expect(finding).toMatchObject({ result: "ok", found: expect.stringContaining(window.LatestTime) });
    expect(asked).toEqual([
      ["rds:DescribeDBInstanceAutomatedBackups", { DBInstanceIdentifier: former.identifier }],
    ]);
  },
);

test.each(["2026-10-01T03:11:59Z", "2026-11-01T00:00:01Z"])(
  "the time %s is refused, with the window and how to find snapshots",
  async (time) => {
    const {
      findings: [finding],
    } = await checkSource(fakeAws(backups(window)).aws, { time }, former);
    expect(finding).toMatchObject({
      result: "problem",
      found: `${time} is outside of the backups: a restore is possible to each second from ${window.EarliestTime} to ${window.LatestTime}`,
      advice: expect.stringContaining("aws rds describe-db-snapshots"),
    });
  },
);

test.each([undefined, { EarliestTime: "", LatestTime: "" }])(
  "without backups, no time is possible",
  async (none) => {
    const {
      findings: [finding],
    } = await checkSource(fakeAws(backups(none)).aws, { time: "latest" }, former);
    expect(finding).toMatchObject({ result: "problem", found: "RDS has none" });
  },
);

test("a snapshot of the stack's key is possible", async () => {
  const {
    findings: [finding],
  } = await checkSource(fakeAws(snapshot({})).aws, { snapshot: "nightly" }, former);
  expect(finding).toMatchObject({ result: "ok", found: "available, of 2026-10-31T03:12:00Z" });
});

test.each([
  ["nightly", {}],
  ["rds:groundwork-dev-2026-10-31-03-12", { SnapshotType: "automated" }],
  ["awsbackup:job-0a1b2c3d", { SnapshotType: "awsbackup" }],
])("the snapshot %s is asked for with its type, without which RDS does not return it", async (name, type) => {
  const { aws, asked } = fakeAws(snapshot({}));
  await checkSource(aws, { snapshot: name }, former);
  expect(asked).toEqual([["rds:DescribeDBSnapshots", { DBSnapshotIdentifier: name, ...type }]]);
});

test.each([
  [109, "problem"],
  [110, "ok"],
  [undefined, "ok"],
] as const)(
  "copied backups of 100 GiB, and a stack that grows to %s GiB: %s",
  async (maxStorageGib, result) => {
    const { aws } = fakeAws({
      "rds:DescribeDBInstanceAutomatedBackups": {
        DBInstanceAutomatedBackups: {
          DBInstanceAutomatedBackup: {
            RestoreWindow: window,
            KmsKeyId: former.keyArn,
            AllocatedStorage: "100",
          },
        },
      },
    });
    const source = { time: "latest", backups: "arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-1" };
    const {
      findings: [finding],
    } = await checkSource(aws, source, { ...former, maxStorageGib });
    expect(finding?.result).toBe(result);
    if (result === "problem") {
      expect(finding?.found).toBe("they are of 100 GiB, and the stack's databaseMaxStorageGib is 109");
      expect(finding?.advice).toContain("databaseMaxStorageGib to 110 or more");
    }
  },
);

test("only of the latest time it is known until when the restored database has everything", async () => {
  const containsOf = async (time: string) =>
    (await checkSource(fakeAws(backups(window)).aws, { time }, former)).contains;
  expect(await containsOf("latest")).toBe(window.LatestTime);
  expect(await containsOf("2026-10-31T14:32:00Z")).toBeUndefined();
});

test.each<[string, Record<string, string>, RegExp, RegExp]>([
  ["is being created", { Status: "creating" }, /status is creating/, /Wait/],
  ["is not encrypted", { KmsKeyId: "" }, /not encrypted/, /copy-db-snapshot .*--kms-key-id arn:aws:kms/],
  ["has another key", { KmsKeyId: "arn:other" }, /arn:other encrypts it/, /copy-db-snapshot/],
])("a snapshot that %s is refused", async (_, more, found, advice) => {
  const {
    findings: [finding],
  } = await checkSource(fakeAws(snapshot(more)).aws, { snapshot: "nightly" }, former);
  expect(finding?.result).toBe("problem");
  expect(finding?.found).toMatch(found);
  expect(finding?.advice).toMatch(advice);
});

test("a snapshot that does not exist is refused, with how to list them", async () => {
  const missing = new AwsRefusal("rds:DescribeDBSnapshots", "DBSnapshotNotFound", "not found", 404);
  const {
    findings: [finding],
  } = await checkSource(fakeAws({ "rds:DescribeDBSnapshots": missing }).aws, { snapshot: "x" }, former);
  expect(finding).toMatchObject({ result: "problem", found: "RDS has no snapshot of this name" });
  expect(finding?.advice).toContain(former.identifier);
});

test.each([
  new AwsRefusal("rds:DescribeDBInstanceAutomatedBackups", "AccessDenied", "not authorized", 403),
  new Unreachable("no answer in 20 s"),
])("without an answer, the source counts as not asked: %s", async (error) => {
  const { aws } = fakeAws({ "rds:DescribeDBInstanceAutomatedBackups": error });
  const {
    findings: [finding],
  } = await checkSource(aws, { time: "latest" }, former);
  expect(finding?.result).toBe("not asked");
});
