/** Backups of the database in a locked vault, and a test each month that restores one. */
import { DatabaseVault } from "../infra/database-vault";
import { RestoreTest } from "../infra/restore-test";
import type { Platform } from "./platform";

/** Creates the vault and its restore test, if the settings have one. The test reads the tables of the gallery. */
export function createDatabaseVault(platform: Platform): void {
  const { settings, account, network, database, alerting, platformKey, dataKey, options } = platform;
  if (settings.database.vault === undefined) return;
  const shared = { databaseArn: database.primaryArn, keyArn: dataKey.arn, account };
  const { vaultArn, roleArn, role } = new DatabaseVault(
    // AWS Backup allows 50 characters in the names of vaults, plans and selections.
    "vault",
    { ...shared, ...settings.database.vault },
    options,
  );
  new RestoreTest(
    "restore-test",
    {
      ...shared,
      ...{ vaultArn, roleArn, role },
      image: settings.gallery.thumbnailerImage,
      vpcId: network.vpcId,
      subnetIds: network.privateSubnetIds,
      subnetGroupName: database.subnetGroupName,
      databaseSecurityGroupId: database.securityGroupId,
      databasePort: database.port,
      secretArn: database.secretArn,
      topicArn: alerting.alertsArn,
      logKeyArn: platformKey.arn,
      logRetentionDays: settings.logRetentionDays,
    },
    options,
  );
}
