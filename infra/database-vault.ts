import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { Role } from "./role";

/** Who can remove the lock of a vault: an administrator of the account, or no one after some days. */
type VaultLock = "governance" | "compliance";

/** Arguments of {@link DatabaseVault}. Changes are applied in place unless noted otherwise. */
export interface DatabaseVaultArgs {
  /** ARN of the primary that applications use. Changing it replaces the selection; the vault keeps the backups of the former one. */
  readonly databaseArn: pulumi.Input<string>;
  /** ARN of the key of the database, which also encrypts its snapshots. Changing it replaces the vault. */
  readonly keyArn: pulumi.Input<string>;
  /**
   * The lock of the vault. AWS refuses every change of a compliance lock that is older than {@link CHANGEABLE_DAYS} days.
   * https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
   */
  readonly lock: VaultLock;
  /** Retention of the backups, in days. Changing it replaces the lock. */
  readonly retentionDays: number;
  /** Account and region of the vault. Changing the region replaces everything. */
  readonly account: Account;
}

/** Days in which a compliance lock can be removed. AWS requires at least 3. */
const CHANGEABLE_DAYS = 7;

/**
 * After the backup window of the database (03:00 to 04:00), and after its maintenance window on Sundays (04:30 to 05:30): RDS takes no
 * snapshot for AWS Backup shortly before or in them. https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup-plan.html
 */
const SCHEDULE = "cron(30 6 ? * * *)";

/** Time in which a backup begins and in which it ends, in minutes. */
const windows = { startWindow: 120, completionWindow: 720 };

/**
 * Backups of the database in a locked vault of AWS Backup, one a day. They cannot be deleted before their retention ends, as long as the
 * lock exists. The vault and its lock stay in AWS when they are removed from the stack: a locked vault with backups cannot be deleted.
 */
export class DatabaseVault extends pulumi.ComponentResource {
  /** ARN of the vault. */
  readonly vaultArn: pulumi.Output<string>;
  /** ARN of the role with which AWS Backup takes backups and restores them. */
  readonly roleArn: pulumi.Output<string>;
  /** The role and its permissions, for `dependsOn`. */
  readonly role: pulumi.Resource;

  constructor(name: string, args: DatabaseVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:DatabaseVault", name, {}, opts);
    const vault = new aws.backup.Vault(
      name,
      { kmsKeyArn: args.keyArn },
      { parent: this, retainOnDelete: true },
    );
    const lock = this.createLock(name, args, vault);
    const role = this.createRole(name, args);
    this.createPlan(name, args, vault, lock, role);
    this.vaultArn = vault.arn;
    this.roleArn = role.arn;
    this.role = role;
    this.registerOutputs({ vaultArn: this.vaultArn, roleArn: this.roleArn });
  }

  private createLock(
    name: string,
    { lock, retentionDays }: DatabaseVaultArgs,
    vault: aws.backup.Vault,
  ): aws.backup.VaultLockConfiguration {
    return new aws.backup.VaultLockConfiguration(
      name,
      {
        backupVaultName: vault.name,
        minRetentionDays: retentionDays,
        ...(lock === "compliance" ? { changeableForDays: CHANGEABLE_DAYS } : {}),
      },
      { parent: this, retainOnDelete: true },
    );
  }

  /** https://docs.aws.amazon.com/aws-backup/latest/devguide/security-iam-awsmanpol.html */
  private createRole(name: string, { account }: DatabaseVaultArgs): Role {
    return new Role(
      name,
      {
        description: "Backs up the database, and restores it for tests",
        service: "backup.amazonaws.com",
        assumeConditions: { StringEquals: { "aws:SourceAccount": account.id } },
        managedPolicies: [
          "service-role/AWSBackupServiceRolePolicyForBackup",
          "service-role/AWSBackupServiceRolePolicyForRestores",
        ],
        account,
      },
      { parent: this },
    );
  }

  private createPlan(
    name: string,
    { databaseArn, retentionDays }: DatabaseVaultArgs,
    vault: aws.backup.Vault,
    lock: aws.backup.VaultLockConfiguration,
    role: Role,
  ): void {
    const plan = new aws.backup.Plan(
      name,
      {
        rules: [
          {
            ruleName: "daily",
            targetVaultName: vault.name,
            schedule: SCHEDULE,
            ...windows,
            lifecycle: { deleteAfter: retentionDays },
          },
        ],
      },
      // A backup that was taken before the lock can be deleted.
      { parent: this, dependsOn: [lock] },
    );
    new aws.backup.Selection(
      name,
      { planId: plan.id, iamRoleArn: role.arn, resources: [databaseArn] },
      { parent: this, dependsOn: [role] },
    );
  }
}
