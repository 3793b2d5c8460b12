/** Copies of backups and photos in another region, where a second stack waits (docs/region-lost.md). */
import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { checkStandby } from "../../infra/standby-order";
import { partitionOf } from "../../settings/partition";
import { all, evaluated, one, statements } from "../evaluated";
import { inRegion, withoutRunner } from "../index/regions";
import { problems } from "../settings/changed";

const replication = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication";
const copies = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** A stack that waits in a region, and the settings with which another one copies to it. */
async function standbyIn(region: string, cloud: Cloud, standby = "storage") {
  const changes = { ...inRegion(region), ...withoutRunner, standby };
  const waiting = await evaluated("dev", { name: "standby", changes, cloud });
  const { dataKeyArn, photoBucket } = waiting.outputs;
  return { waiting, settings: { recoveryKeyArn: dataKeyArn, recoveryPhotoBucket: photoBucket } };
}

describe.each([
  ["us-east-1", "eu-central-1"],
  ["eu-west-1", "ap-southeast-2"],
  ["cn-north-1", "cn-northwest-1"],
  ["us-gov-west-1", "us-gov-east-1"],
])("a stack in %s that copies to %s", (first, second) => {
  let cloud: Cloud;
  let waiting: Evaluation;
  let main: Evaluation;
  beforeAll(async () => {
    cloud = newCloud();
    const standby = await standbyIn(second, cloud);
    waiting = standby.waiting;
    // Every region has this class.
    const databaseInstanceClass = "db.m6g.large";
    const changes = { ...inRegion(first), ...withoutRunner, ...standby.settings, databaseInstanceClass };
    main = await evaluated("prod", { changes, cloud });
  });

  test("backups of the primary are copied with their retention, and encrypted with the key of the waiting stack", () => {
    const { arn } = one(main, "aws:rds/instance:Instance", "database-primary").outputs;
    expect(one(main, replication).inputs).toEqual({
      region: second,
      sourceDbInstanceArn: arn,
      kmsKeyId: waiting.outputs.dataKeyArn,
      retentionPeriod: 30,
    });
    const partition = partitionOf(first);
    expect(one(main, replication).id).toMatch(
      new RegExp(`^arn:${partition}:rds:${second}:\\d{12}:auto-backup:ab-[a-z0-9]{39}$`),
    );
  });

  test("photos are copied to the bucket of the waiting stack, with deletions and its key", () => {
    const [rule] = Object(one(main, copies).inputs.rules);
    expect(rule).toMatchObject({
      status: "Enabled",
      deleteMarkerReplication: { status: "Enabled" },
      sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
      destination: {
        bucket: one(waiting, "aws:s3/bucket:Bucket").outputs.arn,
        encryptionConfiguration: { replicaKmsKeyId: waiting.outputs.dataKeyArn },
      },
    });
  });

  test("an alarm fires when a photo could not be copied, by the metrics that the rule publishes", () => {
    const [rule] = Object(one(main, copies).inputs.rules);
    expect(rule.destination.metrics).toEqual({ status: "Enabled" });
    const { inputs } = one(main, alarm, "photos-copies");
    expect(inputs).toMatchObject({
      namespace: "AWS/S3",
      metricName: "OperationsFailedReplication",
      dimensions: {
        SourceBucket: one(main, "aws:s3/bucket:Bucket").outputs.bucket,
        DestinationBucket: one(waiting, "aws:s3/bucket:Bucket").outputs.bucket,
        RuleId: rule.id,
      },
      threshold: 0,
      treatMissingData: "notBreaching",
      alarmActions: [main.outputs.alertTopicArn],
      okActions: [main.outputs.alertTopicArn],
    });
    expect(inputs.alarmDescription).toMatch(/ Runbook: docs\/runbooks\/PhotoCopiesFailed\.md$/);
  });

  test("the role of the copies reads one bucket and its key, and writes to the other one", () => {
    const { policy } = one(main, "aws:iam/rolePolicy:RolePolicy", "photos-copies").inputs;
    const own = one(main, "aws:s3/bucket:Bucket").outputs.arn;
    const other = one(waiting, "aws:s3/bucket:Bucket").outputs.arn;
    const keyOf = (evaluation: Evaluation) => one(evaluation, "aws:kms/key:Key", "data").outputs.arn;
    const granted = statements(policy).map(({ Action, Resource }) => [Action.join(), Resource.join()]);
    expect(granted).toEqual([
      ["s3:GetReplicationConfiguration,s3:ListBucket", own],
      [expect.stringContaining("s3:GetObjectVersionForReplication"), `${own}/*`],
      ["s3:ReplicateObject,s3:ReplicateDelete,s3:ReplicateTags", `${other}/*`],
      ["kms:Decrypt", keyOf(main)],
      ["kms:Encrypt", keyOf(waiting)],
    ]);
  });

  test("the waiting stack has its keys and the bucket, and nothing that is paid by the hour", () => {
    const types = [...new Set(waiting.resources.filter(({ custom }) => custom).map(({ type }) => type))];
    expect(types.filter((type) => !/^(aws:(kms|s3)\/|pulumi:providers)/.test(type))).toEqual([]);
    expect(one(waiting, "aws:kms/key:Key", "data").outputs.region).toBe(second);
  });
});

test("without these settings, nothing is in another region, and no output is added", async () => {
  const { resources, outputs } = await evaluated("prod");
  expect(resources.filter(({ type }) => [replication, copies].includes(type))).toEqual([]);
  expect(resources.filter(({ type, name }) => type === alarm && name.includes("copies"))).toEqual([]);
  expect(
    resources.filter(({ custom, inputs, type }) => custom && "region" in inputs && type.startsWith("aws:")),
  ).toEqual([]);
  expect(outputs).not.toHaveProperty("dataKeyArn");
});

test("a database without a bucket for copies has its backups copied only", async () => {
  const cloud = newCloud();
  const { settings } = await standbyIn("eu-central-1", cloud);
  const { recoveryKeyArn } = settings;
  const main = await evaluated("dev", { changes: { recoveryKeyArn }, cloud });
  expect(all(main, replication)).toHaveLength(1);
  expect(main.resources.filter(({ type }) => type === copies)).toEqual([]);
});

test.each<[phase: string, copied: readonly string[]]>([
  ["created", ["database"]],
  ["prepared", ["database-2", "database"]],
  ["switched", ["database-2", "database"]],
  ["confirmed", ["database-2", "database"]],
  ["returned", ["database"]],
])(
  "in the phase %s of a restore, the backups of %j are copied: none begins or ends while writes are stopped",
  async (phase, copied) => {
    const cloud = newCloud();
    const { settings } = await standbyIn("eu-central-1", cloud);
    const restore = { databaseRestorePhase: phase, databaseRestoreSnapshot: "any" };
    const main = await evaluated("dev", { changes: { ...settings, ...restore }, cloud });
    expect(
      all(main, replication)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(copied.map((name) => `${name}-backups`));
  },
);

const waitingIn = (region: string, changes: Readonly<Record<string, unknown>>) =>
  evaluated("dev", { changes: { ...inRegion(region), standby: "running", ...changes } });
const restoredIn = (evaluation: Evaluation) =>
  one(evaluation, "aws:rds/instance:Instance", "database-2-primary").inputs;

test("a waiting stack that is running restores the copied backups beside its database, and keeps photos without a row", async () => {
  const backups = "arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-1234abcd";
  const waiting = await waitingIn("eu-central-1", {
    ...{ databaseRestorePhase: "created", databaseRestoreTime: "latest", databaseRestoreBackups: backups },
  });
  expect(restoredIn(waiting)).toMatchObject({
    kmsKeyId: waiting.outputs.dataKeyArn,
    restoreToPointInTime: {
      sourceDbInstanceAutomatedBackupsArn: backups,
      useLatestRestorableTime: true,
    },
  });
  expect(restoredIn(waiting)).not.toHaveProperty("password");
  const maps = all(waiting, "kubernetes:core/v1:ConfigMap").map(({ inputs }) => JSON.stringify(inputs.data));
  expect(maps.filter((data) => data?.includes('"SWEEP_INTERVAL_MINUTES":"0"'))).toHaveLength(1);
});

test("a read replica of the primary in the first region is an independent instance from the phase prepared on", async () => {
  const databaseRestoreReplicaOf =
    "arn:aws-cn:rds:cn-north-1:111122223333:db:groundwork-prod-database-primary";
  const inPhase = (databaseRestorePhase: string) =>
    waitingIn("cn-northwest-1", { databaseRestorePhase, databaseRestoreReplicaOf });
  const created = restoredIn(await inPhase("created"));
  expect(created).toMatchObject({ replicateSourceDb: databaseRestoreReplicaOf });
  for (const property of ["username", "password", "dbName"]) expect(created).not.toHaveProperty(property);
  const prepared = restoredIn(await inPhase("prepared"));
  expect(prepared).not.toHaveProperty("replicateSourceDb");
  expect(prepared).toHaveProperty("password");
});

test.each([
  ["a stack with a database", { databasePrimaryAddress: "a" }, "storage", true],
  ["a new stack", {}, "storage", false],
  ["a stack that runs on", { databasePrimaryAddress: "a" }, "running", false],
])("%s is refused to become storage only if that deletes data", (_, outputs, standby, refused) => {
  const check = () => checkStandby(outputs, standby);
  if (refused)
    expect(check).toThrow(/standby is storage, and the stack has a database[\s\S]*Nothing was changed/);
  else expect(check).not.toThrow();
});

const key = (region: string, partition = "aws") =>
  `arn:${partition}:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

test.each<[string, Record<string, unknown>, string]>([
  [
    "the own region",
    { recoveryKeyArn: key("us-east-1") },
    "recoveryKeyArn: a key in another region than us-east-1",
  ],
  [
    "a region that does not exist",
    { recoveryKeyArn: key("eu-middle-1") },
    "recoveryKeyArn: a key in a region that exists",
  ],
  [
    "another partition",
    { recoveryKeyArn: key("cn-north-1", "aws-cn") },
    "recoveryKeyArn: a key in the partition aws",
  ],
  [
    "a region of another partition",
    { recoveryKeyArn: key("cn-north-1") },
    "recoveryKeyArn: a key in the partition aws",
  ],
  [
    "no backups",
    { recoveryKeyArn: key("eu-central-1"), databaseReplicas: 0, databaseBackupRetentionDays: 0 },
    'recoveryKeyArn: "" while databaseBackupRetentionDays is 0',
  ],
  [
    "an alias",
    { recoveryKeyArn: "arn:aws:kms:eu-central-1:111122223333:alias/data" },
    'recoveryKeyArn: "", or the ARN of a KMS key',
  ],
  ["nonsense", { recoveryKeyArn: "eu-central-1" }, 'recoveryKeyArn: "", or the ARN of a KMS key'],
  [
    "a bucket without a key",
    { recoveryPhotoBucket: "photos" },
    'recoveryPhotoBucket: "" while recoveryKeyArn is empty',
  ],
  [
    "a bucket without the gallery",
    { recoveryKeyArn: key("eu-central-1"), recoveryPhotoBucket: "photos", gallery: "off" },
    'recoveryPhotoBucket: "" while gallery is off',
  ],
  [
    "backups of another region",
    {
      databaseRestorePhase: "created",
      databaseRestoreTime: "latest",
      databaseRestoreBackups: "arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-1",
    },
    "databaseRestoreBackups: backups in us-east-1",
  ],
  [
    "backups without a time",
    {
      databaseRestorePhase: "created",
      databaseRestoreSnapshot: "nightly",
      databaseRestoreBackups: "arn:aws:rds:us-east-1:111122223333:auto-backup:ab-1",
    },
    "databaseRestorePhase: a phase with databaseRestoreTime",
  ],
  [
    "a replica of an instance in the own region",
    {
      databaseRestorePhase: "created",
      databaseRestoreReplicaOf: "arn:aws:rds:us-east-1:111122223333:db:primary",
    },
    "databaseRestoreReplicaOf: an instance in another region than us-east-1",
  ],
  [
    "a replica of an instance in another partition",
    {
      databaseRestorePhase: "created",
      databaseRestoreReplicaOf: "arn:aws-cn:rds:cn-north-1:111122223333:db:primary",
    },
    "databaseRestoreReplicaOf: an ARN of the partition aws",
  ],
  [
    "the ARN of a bucket",
    { recoveryKeyArn: key("eu-central-1"), recoveryPhotoBucket: "arn:aws:s3:::photos" },
    'recoveryPhotoBucket: "", or the name of a bucket',
  ],
])("settings with %s are refused, and the message says what is allowed", (_, changes, message) => {
  const found = problems(changes);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(message);
});
