/** The locked vault, its plan, and the restore test: what is created, with which permissions, and when the alarm fires. */

import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { estimateCost } from "@groundwork/rehearse/cost/estimate";
import { estimate } from "@groundwork/rehearse/timing/estimate";
import { all, evaluated, one, statements } from "../evaluated";
import { problems } from "../settings/changed";

const lock = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
const instance = "aws:rds/instance:Instance";
const withVault = (changes: Record<string, unknown> = {}) =>
  evaluated("prod", { changes: { databaseVault: "compliance", ...changes } });
let prod: Evaluation;
beforeAll(async () => {
  prod = await withVault();
});

test("without the setting, nothing of AWS Backup exists", async () => {
  const { resources } = await evaluated("prod");
  expect(resources.filter(({ type }) => type.startsWith("aws:backup/"))).toEqual([]);
  expect(resources.filter(({ name }) => /^(vault|restore-test)/.test(name))).toEqual([]);
});

test("each day's backup of the primary is kept for the retention, which the lock enforces", async () => {
  const vault = one(prod, "aws:backup/vault:Vault");
  expect(vault.inputs.kmsKeyArn).toBe(one(prod, "aws:kms/key:Key", "data").outputs.arn);
  const [rule] = one(prod, "aws:backup/plan:Plan").inputs.rules as Record<string, unknown>[];
  expect(rule).toMatchObject({ targetVaultName: vault.outputs.name, lifecycle: { deleteAfter: 35 } });
  expect(one(prod, lock).inputs).toEqual({
    backupVaultName: vault.outputs.name,
    minRetentionDays: 35,
    changeableForDays: 7,
  });
  const { resources } = one(prod, "aws:backup/selection:Selection").inputs;
  expect(resources).toEqual([one(prod, instance, "database-primary").outputs.arn]);
  const governance = await withVault({ databaseVault: "governance", databaseVaultDays: 90 });
  expect(one(governance, lock).inputs).not.toHaveProperty("changeableForDays");
  expect(one(governance, lock).inputs.minRetentionDays).toBe(90);
});

test("the backups cost what RDS takes for snapshots: the size of the primary, and what changes while a backup is kept", async () => {
  const gib = Number(one(prod, instance, "database-primary").outputs.allocatedStorage);
  const stored = async (days: number) => {
    const { resources } = await withVault({ databaseVaultDays: days });
    return estimateCost(resources).lines.find(({ price }) => price === "RDS backup storage")?.units;
  };
  expect(await stored(30)).toBeCloseTo(gib * 1.1, 5);
  expect(await stored(3_000)).toBeCloseTo(gib * 11, 5);
  expect(estimateCost(prod.resources).notPriced.join()).toContain("restore tests");
});

test("during a restore, the instances that applications use are backed up and tested", async () => {
  const switched = await withVault({ databaseRestorePhase: "switched", databaseRestoreTime: "latest" });
  const { arn } = one(switched, instance, "database-2-primary").outputs;
  expect(one(switched, "aws:backup/selection:Selection").inputs.resources).toEqual([arn]);
  const test = one(switched, "aws:backup/restoreTestingSelection:RestoreTestingSelection");
  expect(test.inputs.protectedResourceArns).toEqual([arn]);
});

test("each month, on its first day at 03:00 UTC, the newest snapshot of the vault is restored", () => {
  const plan = one(prod, "aws:backup/restoreTestingPlan:RestoreTestingPlan");
  const { name, ...inputs } = plan.inputs;
  expect(name).toMatch(/^restore_test_[0-9a-f]{12}$/);
  // Minutes, hours, day of the month, month, day of the week, year. A plan without a time zone has UTC:
  // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingPlanForUpdate.html
  expect(inputs).toEqual({
    scheduleExpression: "cron(0 3 1 * ? *)",
    startWindowHours: 24,
    recoveryPointSelection: {
      algorithm: "LATEST_WITHIN_WINDOW",
      includeVaults: [one(prod, "aws:backup/vault:Vault").outputs.arn],
      recoveryPointTypes: ["SNAPSHOT"],
      selectionWindowDays: 7,
    },
  });
  const selection = one(prod, "aws:backup/restoreTestingSelection:RestoreTestingSelection").inputs;
  expect(selection).toMatchObject({
    restoreTestingPlanName: plan.outputs.name,
    protectedResourceType: "RDS",
    validationWindowHours: 24,
  });
});

test("the restored instance is in the isolated subnets, where only the function and the cluster reach it", () => {
  const { restoreMetadataOverrides } = one(
    prod,
    "aws:backup/restoreTestingSelection:RestoreTestingSelection",
  ).inputs;
  expect(restoreMetadataOverrides).toEqual({
    dbSubnetGroupName: one(prod, "aws:rds/subnetGroup:SubnetGroup").outputs.name,
    vpcSecurityGroupIds: JSON.stringify([one(prod, "aws:ec2/securityGroup:SecurityGroup", "database").id]),
    multiAz: "false",
    publiclyAccessible: "false",
  });
  const rule = one(
    prod,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "restore-test-to-database",
  );
  const group = one(prod, "aws:ec2/securityGroup:SecurityGroup", "restore-test");
  expect(rule.inputs).toMatchObject({ referencedSecurityGroupId: group.id, fromPort: 5432, toPort: 5432 });
});

test("the function can read restored instances and the secret, and changes nothing but results", () => {
  const { policy } = one(prod, "aws:iam/rolePolicy:RolePolicy", "restore-test").inputs;
  const allowed = statements(policy).flatMap(({ Action, Resource }) =>
    Action.map((action) => `${action} ${Resource.join()}`),
  );
  expect(allowed.filter((each) => /^(backup|rds|secretsmanager):/.test(each))).toEqual([
    expect.stringMatching(
      /^backup:GetRestoreTestingPlan arn:aws:backup:us-east-1:\d+:restore-testing-plan:restore_test_/,
    ),
    "backup:ListRestoreJobs *",
    "backup:PutRestoreValidationResult *",
    expect.stringMatching(/^rds:DescribeDBInstances arn:aws:rds:us-east-1:\d+:db:awsbackup-restore-test-\*$/),
    `secretsmanager:GetSecretValue ${one(prod, "aws:secretsmanager/secret:Secret", "database").outputs.arn}`,
  ]);
});

test("the function runs the validation of the image, every hour", () => {
  const handler = one(prod, "aws:lambda/function:Function", "restore-test");
  expect(handler.inputs.imageConfig).toEqual({ commands: ["app/dist/restore-test/lambda.handler"] });
  expect(one(prod, "aws:cloudwatch/eventRule:EventRule", "restore-test").inputs.scheduleExpression).toBe(
    "rate(1 hour)",
  );
  expect(one(prod, "aws:cloudwatch/eventTarget:EventTarget", "restore-test").inputs.arn).toBe(
    handler.outputs.arn,
  );
});

test("the alarm fires when the function fails and when it does not run, and names its runbook", () => {
  const { inputs } = one(prod, "aws:cloudwatch/metricAlarm:MetricAlarm", "restore-test");
  const topic = one(prod, "aws:sns/topic:Topic", "alerting").outputs.arn;
  expect(inputs).toMatchObject({
    namespace: "AWS/Lambda",
    metricName: "Errors",
    dimensions: { FunctionName: one(prod, "aws:lambda/function:Function", "restore-test").outputs.name },
    // The function runs every hour, and one bad run alone is no alarm.
    statistic: "Sum",
    period: 3600,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    treatMissingData: "missing",
    alarmActions: [topic],
    okActions: [topic],
    insufficientDataActions: [topic],
  });
  expect(inputs.alarmDescription).toContain("docs/runbooks/RestoreTestFailed.md");
});

test("no dependsOn is redundant, and each has a reason", () => {
  expect(estimate(prod.resources).needless).toEqual([]);
});

test("the key of the backups outlives a stack without a final snapshot, and waits 30 days", async () => {
  const dev = await evaluated("dev", {
    changes: { databaseVault: "governance", databaseFinalSnapshot: false },
  });
  expect(one(dev, "aws:kms/key:Key", "data").inputs.deletionWindowInDays).toBe(30);
  expect(all(dev, "aws:backup/vault:Vault")).toHaveLength(1);
});

test.each<[string, Record<string, unknown>, string]>([
  ["an unknown lock", { databaseVault: "on" }, "databaseVault: off, governance or compliance"],
  ["too short a retention", { databaseVaultDays: 6 }, "databaseVaultDays: a whole number from 7 to 3650"],
  ["no gallery", { databaseVault: "governance", gallery: "off" }, "databaseVault: off while gallery is off"],
  [
    "no way to AWS's APIs",
    { databaseVault: "governance", natGateways: "none" },
    "databaseVault: off while natGateways is none",
  ],
])("settings refuse %s", (_, changes, message) => {
  expect(problems(changes).join("\n")).toContain(`groundwork:${message}`);
});
