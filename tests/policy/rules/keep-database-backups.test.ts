import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { keepDatabaseBackups } from "../../../policy/rules/keep-database-backups";
import { dev, type Known, prod, resource, violationsOf } from "../violations";

const asked = (properties: Known<aws.rds.InstanceArgs>, settings = prod) =>
  violationsOf(
    keepDatabaseBackups,
    resource<aws.rds.InstanceArgs>("aws:rds/instance:Instance", properties),
    settings,
  );

test("in prod, a week of backups and a final snapshot are accepted", () => {
  expect(asked({ backupRetentionPeriod: 7 })).toBe("");
  expect(asked({ backupRetentionPeriod: UNKNOWN, skipFinalSnapshot: false })).toBe("");
});

test("fewer days, no backups and no final snapshot are rejected", () => {
  expect(asked({ backupRetentionPeriod: 6 })).toContain("the last 6 days");
  expect(asked({})).toContain("the last 0 days");
  expect(asked({ backupRetentionPeriod: 30, skipFinalSnapshot: true })).toContain(
    "it leaves no final snapshot",
  );
});

test("replicas and dev's databases are exempt, because they can be created again", () => {
  expect(asked({ replicateSourceDb: "primary", skipFinalSnapshot: true })).toBe("");
  expect(asked({ replicateSourceDb: UNKNOWN, skipFinalSnapshot: true })).toBe("");
  expect(asked({ backupRetentionPeriod: 1 }, dev)).toBe("");
});
