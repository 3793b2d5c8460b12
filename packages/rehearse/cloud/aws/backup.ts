import type * as aws from "@pulumi/aws";
import { used } from "../billing";
import type { EvaluatedResource } from "../evaluation";
import { defineType, type Plain, type Reference } from "../resource-type";
import { arn, tagsAll } from "./common";
import { role, rolePermissions } from "./iam";
import { uuidOf } from "./ids";
import { key } from "./kms";

const vault: Reference = { type: "aws:backup/vault:Vault", by: "name", orBy: ["id"] };
const plan: Reference = { type: "aws:backup/plan:Plan", blocksDeletion: true };
const selectionType = "aws:backup/selection:Selection";
const testingSelectionType = "aws:backup/restoreTestingSelection:RestoreTestingSelection";
const testingPlan: Reference = {
  type: "aws:backup/restoreTestingPlan:RestoreTestingPlan",
  by: "name",
  blocksDeletion: true,
};

const rolesPage = "https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html";
const pricing = "https://aws.amazon.com/backup/pricing/";

/** A compliance lock can be removed for at least 72 hours: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html */
const LEAST_CHANGEABLE_DAYS = 3;
/** Of retention, and until a lock is final. https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html */
const MOST_DAYS = 36_500;
/** https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html */
const LEAST_START_WINDOW_MINUTES = 60;
/** https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html */
const LEAST_COLD_DAYS = 90;

/** Why AWS Backup refuses a lock. */
function lockProblems({
  changeableForDays,
  minRetentionDays,
  maxRetentionDays,
}: Plain<aws.backup.VaultLockConfigurationArgs>): string[] {
  return [
    ...(changeableForDays !== undefined &&
    (changeableForDays < LEAST_CHANGEABLE_DAYS || changeableForDays > MOST_DAYS)
      ? [
          `InvalidParameterValueException: changeableForDays is ${changeableForDays}; ${LEAST_CHANGEABLE_DAYS} to ${MOST_DAYS} is allowed`,
        ]
      : []),
    ...(minRetentionDays !== undefined && minRetentionDays < 1
      ? [`InvalidParameterValueException: minRetentionDays is ${minRetentionDays}; at least 1 is allowed`]
      : []),
    ...(maxRetentionDays !== undefined && maxRetentionDays > MOST_DAYS
      ? [
          `InvalidParameterValueException: maxRetentionDays is ${maxRetentionDays}; at most ${MOST_DAYS} is allowed`,
        ]
      : []),
    ...(minRetentionDays !== undefined &&
    maxRetentionDays !== undefined &&
    minRetentionDays > maxRetentionDays
      ? [
          `InvalidParameterValueException: minRetentionDays ${minRetentionDays} is more than maxRetentionDays ${maxRetentionDays}`,
        ]
      : []),
  ];
}

/** Why AWS Backup refuses a rule of a plan. */
function ruleProblems(
  { ruleName, startWindow, lifecycle }: Plain<aws.backup.PlanArgs>["rules"][number],
  at: string,
): string[] {
  const { coldStorageAfter, deleteAfter } = lifecycle ?? {};
  return [
    ...(/^[\w.-]{1,50}$/.test(ruleName)
      ? []
      : [
          `InvalidParameterValueException: ${at}.ruleName is ${ruleName}; 1 to 50 letters, digits, "-", "_" and "." are allowed`,
        ]),
    ...(startWindow !== undefined && startWindow < LEAST_START_WINDOW_MINUTES
      ? [
          `InvalidParameterValueException: ${at}.startWindow is ${startWindow}; at least ${LEAST_START_WINDOW_MINUTES} minutes are allowed`,
        ]
      : []),
    ...(coldStorageAfter !== undefined &&
    deleteAfter !== undefined &&
    deleteAfter < coldStorageAfter + LEAST_COLD_DAYS
      ? [
          `InvalidParameterValueException: ${at}.lifecycle.deleteAfter is ${deleteAfter}; at least ${LEAST_COLD_DAYS} days after coldStorageAfter, ${coldStorageAfter}, are allowed`,
        ]
      : []),
  ];
}

/** Why AWS Backup refuses the name of a restore testing plan or selection: letters, digits and underscores, at most 50. */
const nameProblems = (name: string | undefined): string[] =>
  name === undefined || /^\w{1,50}$/.test(name)
    ? []
    : [
        `InvalidParameterValueException: name ${name}; 1 to 50 letters, digits and underscores are allowed: ` +
          "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingPlanForCreate.html",
      ];

/** Why AWS Backup refuses a number of hours: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingSelectionForCreate.html */
const hoursProblems = (name: string, hours: number | undefined, least: number): string[] =>
  hours === undefined || (hours >= least && hours <= 168)
    ? []
    : [`InvalidParameterValueException: ${name} is ${hours}; ${least} to 168 is allowed`];

/** Why AWS Backup refuses the age of tested backups: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingRecoveryPointSelection.html */
const windowProblems = (days: number | undefined): string[] =>
  days === undefined || (days >= 1 && days <= 365)
    ? []
    : [
        `InvalidParameterValueException: recoveryPointSelection.selectionWindowDays is ${days}; 1 to 365 is allowed`,
      ];

/**
 * What the backups of the selected instances store, in GiB. The first backup has the size of the database, and later ones have what changed.
 * What changes is taken as a tenth of it in a month.
 */
function storedGib(
  { resources = [], planId }: Plain<aws.backup.SelectionArgs>,
  all: readonly EvaluatedResource[],
): number {
  const selected = all.filter(({ outputs }) => resources.includes(String(outputs.arn)));
  const gib = selected.reduce((sum, { outputs }) => sum + Number(outputs.allocatedStorage ?? 0), 0);
  const rules = all.find(({ type, id }) => type === plan.type && id === planId)?.inputs.rules;
  const days = Array.isArray(rules) ? Number(rules[0]?.lifecycle?.deleteAfter ?? 0) : 0;
  return gib * (1 + days / 300);
}

export const resources = {
  [vault.type]: defineType<aws.backup.Vault, aws.backup.VaultArgs>({
    autoName: { property: "name", maxLength: 50 },
    unique: ["name"],
    replaceOn: ["name", "kmsKeyArn"],
    importId: ({ name }) => name,
    references: { kmsKeyArn: key },
    outputs: {
      arn: arn("backup", ({ inputs }) => `backup-vault:${inputs.name}`),
      recoveryPoints: () => 0,
      tagsAll,
    },
    volatile: ["recoveryPoints"],
    seconds: { create: 3, delete: 2 },
    // Backups of RDS instances have the price of its snapshots, with the selection.
    price: { free: pricing },
  }),

  "aws:backup/vaultLockConfiguration:VaultLockConfiguration": defineType<
    aws.backup.VaultLockConfiguration,
    aws.backup.VaultLockConfigurationArgs
  >({
    replaceOn: ["backupVaultName", "changeableForDays", "maxRetentionDays", "minRetentionDays"],
    deleteBeforeReplace: true,
    importId: ({ backupVaultName }) => backupVaultName,
    id: ({ inputs }) => inputs.backupVaultName,
    references: { backupVaultName: vault },
    refuse: ({ inputs }) => lockProblems(inputs),
    outputs: { backupVaultArn: arn("backup", ({ inputs }) => `backup-vault:${inputs.backupVaultName}`) },
    seconds: { create: 1, delete: 1 },
    price: { partOf: selectionType },
  }),

  [plan.type]: defineType<aws.backup.Plan, aws.backup.PlanArgs>({
    autoName: { property: "name", maxLength: 50 },
    replaceOn: ["name"],
    references: { "rules[].targetVaultName": vault },
    refuse: ({ inputs: { rules } }) => rules.flatMap((rule, at) => ruleProblems(rule, `rules[${at}]`)),
    id: ({ hex }) => uuidOf(hex(64)),
    after: [
      {
        first: ["aws:backup/vaultLockConfiguration:VaultLockConfiguration"],
        because: "backups that were taken before a vault has its lock do not have to keep its retention",
        source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
      },
    ],
    outputs: {
      arn: arn("backup", ({ id }) => `backup-plan:${id}`),
      tagsAll,
      version: () => "2026-11-01T00:00:00Z",
    },
    volatile: ["version"],
    seconds: { create: 2, delete: 1 },
    price: { partOf: selectionType },
  }),

  [selectionType]: defineType<aws.backup.Selection, aws.backup.SelectionArgs>({
    autoName: { property: "name", maxLength: 50 },
    replaceOn: ["conditions", "iamRoleArn", "name", "notResources", "planId", "resources", "selectionTags"],
    references: { planId: plan, iamRoleArn: role },
    id: ({ hex }) => uuidOf(hex(64)),
    after: [
      {
        first: rolePermissions,
        because: "AWS Backup checks that its role can back up the resources",
        source: rolesPage,
      },
    ],
    outputs: {},
    seconds: { create: 3, delete: 2 },
    price: ({ inputs }, all) => [used("RDS backup storage", storedGib(inputs, all))],
  }),

  [testingPlan.type]: defineType<aws.backup.RestoreTestingPlan, aws.backup.RestoreTestingPlanArgs>({
    autoName: { property: "name", maxLength: 50 },
    unique: ["name"],
    replaceOn: ["name"],
    importId: ({ name }) => name,
    id: ({ inputs }) => String(inputs.name),
    references: {
      "recoveryPointSelection.includeVaults[]": {
        type: vault.type,
        by: "arn",
        except: (value) => value === "*",
      },
    },
    refuse: ({ inputs: { name, startWindowHours, recoveryPointSelection } }) => [
      ...nameProblems(name),
      ...hoursProblems("startWindowHours", startWindowHours, 1),
      ...windowProblems(recoveryPointSelection.selectionWindowDays),
    ],
    defaults: { scheduleExpressionTimezone: () => "Etc/UTC", startWindowHours: () => 24 },
    outputs: { arn: arn("backup", ({ inputs }) => `restore-testing-plan:${inputs.name}`), tagsAll },
    seconds: { create: 2, delete: 1 },
    price: { partOf: testingSelectionType },
  }),

  [testingSelectionType]: defineType<
    aws.backup.RestoreTestingSelection,
    aws.backup.RestoreTestingSelectionArgs
  >({
    autoName: { property: "name", maxLength: 50 },
    replaceOn: ["name", "protectedResourceType", "restoreTestingPlanName"],
    importId: ({ name, restoreTestingPlanName }) => `${name}:${restoreTestingPlanName}`,
    id: ({ inputs }) => String(inputs.name),
    references: { restoreTestingPlanName: testingPlan, iamRoleArn: role },
    refuse: ({
      inputs: { name, protectedResourceArns, protectedResourceConditions, validationWindowHours },
    }) => [
      ...nameProblems(name),
      ...hoursProblems("validationWindowHours", validationWindowHours, 0),
      ...(protectedResourceArns === undefined && protectedResourceConditions === undefined
        ? [
            "InvalidParameterValueException: a selection needs protectedResourceArns or protectedResourceConditions",
          ]
        : []),
      ...((protectedResourceArns ?? []).length > 30
        ? ["InvalidParameterValueException: protectedResourceArns has more than 30 ARNs"]
        : []),
    ],
    after: [
      {
        first: rolePermissions,
        because: "AWS Backup restores with the permissions of its role",
        source: rolesPage,
      },
    ],
    outputs: {},
    seconds: { create: 2, delete: 1 },
    price: {
      notPriced: `restore tests: the restored instance for a day each month, and the evaluation: ${pricing}`,
    },
  }),
};
