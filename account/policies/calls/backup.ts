import { type CallsByType, callsOf } from "./type";

const TAGS = "TagResource UntagResource";

/** The vault and its lock are retained: no role of the pipeline has the call that removes a lock, or one that deletes a backup. */
export const backup: CallsByType = {
  "aws:backup/vault:Vault": callsOf("backup", {
    create: `CreateBackupVault TagResource backup-storage:MountCapsule kms:CreateGrant kms:GenerateDataKey kms:Decrypt
      kms:RetireGrant kms:DescribeKey`,
    read: "DescribeBackupVault ListTags",
    update: TAGS,
    delete: "DeleteBackupVault",
  }),
  "aws:backup/vaultLockConfiguration:VaultLockConfiguration": callsOf("backup", {
    create: "PutBackupVaultLockConfiguration",
    read: "DescribeBackupVault",
    update: "",
    delete: "",
  }),
  "aws:backup/plan:Plan": callsOf("backup", {
    create: "CreateBackupPlan TagResource",
    read: "GetBackupPlan ListTags",
    update: `UpdateBackupPlan ${TAGS}`,
    delete: "DeleteBackupPlan",
  }),
  "aws:backup/selection:Selection": callsOf("backup", {
    // AWS Backup creates its own roles with the first selection and the first restore testing plan.
    create: "CreateBackupSelection iam:PassRole iam:CreateServiceLinkedRole",
    read: "GetBackupSelection",
    update: "",
    delete: "DeleteBackupSelection",
  }),
  "aws:backup/restoreTestingPlan:RestoreTestingPlan": callsOf("backup", {
    create: "CreateRestoreTestingPlan TagResource iam:CreateServiceLinkedRole",
    read: "GetRestoreTestingPlan ListTags",
    update: `UpdateRestoreTestingPlan ${TAGS}`,
    delete: "DeleteRestoreTestingPlan",
  }),
  "aws:backup/restoreTestingSelection:RestoreTestingSelection": callsOf("backup", {
    create: "CreateRestoreTestingSelection iam:PassRole",
    read: "GetRestoreTestingSelection",
    update: "UpdateRestoreTestingSelection iam:PassRole",
    delete: "DeleteRestoreTestingSelection",
  }),
};
