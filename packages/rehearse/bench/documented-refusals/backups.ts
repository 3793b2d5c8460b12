/** Documented refusals of AWS Backup. */
import { type RefusalTable, text } from "./table";

const guide = "https://docs.aws.amazon.com/aws-backup/latest/devguide";
const point = { algorithm: "LATEST_WITHIN_WINDOW", includeVaults: ["*"], recoveryPointTypes: ["SNAPSHOT"] };
const rule = { ruleName: "daily", targetVaultName: "<vault.name>", schedule: "cron(0 5 ? * * *)" };
const instances = (count: number) => Array.from({ length: count }, (_, at) => `arn:aws:rds:us-east-1:111122223333:db:database-${at}`);

export const backups: readonly RefusalTable[] = [
  {
    type: "aws:backup/vault:Vault",
    source: `${guide}/API_CreateBackupVault.html`,
    valid: { name: "backups" },
    rows: [
      { kind: "text not allowed", title: "a name with a space", refused: { name: "all backups" }, accepted: { name: "all-backups" }, names: "name" },
      { kind: "text not allowed", title: "a name of 51 characters", refused: { name: text(51) }, accepted: { name: text(50) }, names: "name" },
    ],
  },
  {
    type: "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    source: `${guide}/API_PutBackupVaultLockConfiguration.html`,
    valid: { backupVaultName: "<vault.name>" },
    rows: [
      { kind: "number out of its range", title: "a lock that is final after two days", refused: { changeableForDays: 2 }, accepted: { changeableForDays: 3 }, names: "changeableForDays" },
      { kind: "number out of its range", title: "a lock that is final after 36,501 days", refused: { changeableForDays: 36_501 }, accepted: { changeableForDays: 36_500 }, names: "changeableForDays" },
      { kind: "number out of its range", title: "a retention of at least no day", refused: { minRetentionDays: 0 }, accepted: { minRetentionDays: 1 }, names: "minRetentionDays" },
      { kind: "number out of its range", title: "a retention of at most 36,501 days", refused: { maxRetentionDays: 36_501 }, accepted: { maxRetentionDays: 36_500 }, names: "maxRetentionDays" },
      { kind: "reference to nothing", title: "a lock for no vault", refused: { backupVaultName: "nothing" }, accepted: {}, names: "backupVaultName" },
    ],
  },
  {
    type: "aws:backup/plan:Plan",
    source: `${guide}/API_BackupRuleInput.html`,
    valid: { name: "daily", rules: [rule] },
    rows: [
      { kind: "text not allowed", title: "a rule whose name has a space", refused: { rules: [{ ...rule, ruleName: "every day" }] }, accepted: { rules: [{ ...rule, ruleName: "every-day" }] }, names: "ruleName" },
      { kind: "number out of its range", title: "backups that may begin within 59 minutes", refused: { rules: [{ ...rule, startWindow: 59 }] }, accepted: { rules: [{ ...rule, startWindow: 60 }] }, names: "startWindow" },
      { kind: "reference to nothing", title: "backups in no vault", refused: { rules: [{ ...rule, targetVaultName: "nothing" }] }, accepted: {}, names: "targetVaultName" },
      {
        kind: "inputs contradict each other",
        title: "backups that are 89 days in cold storage",
        refused: { rules: [{ ...rule, lifecycle: { coldStorageAfter: 30, deleteAfter: 119 } }] },
        accepted: { rules: [{ ...rule, lifecycle: { coldStorageAfter: 30, deleteAfter: 120 } }] },
        names: "deleteAfter",
        source: `${guide}/API_Lifecycle.html`,
      },
    ],
  },
  {
    type: "aws:backup/restoreTestingPlan:RestoreTestingPlan",
    source: `${guide}/API_RestoreTestingPlanForCreate.html`,
    valid: { name: "monthly", scheduleExpression: "cron(0 5 1 * ? *)", recoveryPointSelection: point },
    rows: [
      { kind: "text not allowed", title: "a name with a hyphen", refused: { name: "every-month" }, accepted: { name: "every_month" }, names: "name" },
      { kind: "number out of its range", title: "tests that may begin within 169 hours", refused: { startWindowHours: 169 }, accepted: { startWindowHours: 168 }, names: "startWindowHours" },
      {
        kind: "not in the list of values",
        title: "an unknown choice of backups",
        refused: { recoveryPointSelection: { ...point, algorithm: "OLDEST" } },
        accepted: { recoveryPointSelection: { ...point, algorithm: "RANDOM_WITHIN_WINDOW" } },
        names: "algorithm",
        source: `${guide}/API_RestoreTestingRecoveryPointSelection.html`,
      },
      {
        kind: "number out of its range",
        title: "backups of 366 days",
        refused: { recoveryPointSelection: { ...point, selectionWindowDays: 366 } },
        accepted: { recoveryPointSelection: { ...point, selectionWindowDays: 365 } },
        names: "selectionWindowDays",
        source: `${guide}/API_RestoreTestingRecoveryPointSelection.html`,
      },
    ],
  },
  {
    type: "aws:backup/restoreTestingSelection:RestoreTestingSelection",
    source: `${guide}/API_RestoreTestingSelectionForCreate.html`,
    valid: { name: "databases", restoreTestingPlanName: "<testing-plan.name>", protectedResourceType: "RDS", protectedResourceArns: instances(1), iamRoleArn: "<backup-role.arn>" },
    rows: [
      { kind: "text not allowed", title: "a name with a hyphen", refused: { name: "all-databases" }, accepted: { name: "all_databases" }, names: "name" },
      { kind: "text not allowed", title: "a name of 51 characters", refused: { name: text(51) }, accepted: { name: text(50) }, names: "name" },
      { kind: "required input missing", title: "no resources and no conditions", refused: { protectedResourceArns: undefined }, accepted: {}, names: "protectedResourceArns" },
      { kind: "number out of its range", title: "31 resources", refused: { protectedResourceArns: instances(31) }, accepted: { protectedResourceArns: instances(30) }, names: "protectedResourceArns" },
      { kind: "number out of its range", title: "a validation of 169 hours", refused: { validationWindowHours: 169 }, accepted: { validationWindowHours: 168 }, names: "validationWindowHours" },
      { kind: "number out of its range", title: "a validation of less than no hour", refused: { validationWindowHours: -1 }, accepted: { validationWindowHours: 0 }, names: "validationWindowHours" },
      { kind: "reference to nothing", title: "a selection for no plan", refused: { restoreTestingPlanName: "nothing" }, accepted: {}, names: "restoreTestingPlanName" },
    ],
  },
];
