import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import type { LogGroupArgs } from "./database-logs";
import type { DatabaseRestore } from "./database-restore";

/** Arguments of {@link Database}. Changes are applied in place unless noted otherwise. */
export interface DatabaseArgs extends LogGroupArgs {
  /** Availability zones of the subnets. Each instance is placed in one when it is created, and stays there. */
  readonly availabilityZones: readonly string[];
  /** Id of the VPC. Changing it replaces the security group. */
  readonly vpcId: pulumi.Input<string>;
  /** Ids of the isolated subnets, one in each zone. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** Id of the security group whose members can connect. */
  readonly clientSecurityGroupId: pulumi.Input<string>;
  /**
   * PostgreSQL version of the primary. Changing it restarts the database; it cannot be downgraded.
   *
   * @example "18.6"
   */
  readonly engineVersion: string;
  /** PostgreSQL version of the replicas: the primary's, or a newer minor version, because replicas are upgraded first. */
  readonly replicaEngineVersion: string;
  /** Allows a major version upgrade of the primary, which RDS applies to its replicas too. It cannot be reverted. */
  readonly allowMajorUpgrade: boolean;
  /**
   * Instance class of the primary. Changing it restarts the primary.
   *
   * @example "db.t4g.medium"
   */
  readonly instanceClass: string;
  /** Instance class of the replicas: the primary's or a larger one. Changing it restarts them. */
  readonly replicaInstanceClass: string;
  /** Initial storage, in GiB. It can be increased but not decreased. */
  readonly storageGib: number;
  /** Maximum size to which storage autoscales, in GiB. */
  readonly maxStorageGib: number;
  /** Number of read replicas, 0 to 15. Decreasing it deletes the last replicas. */
  readonly replicas: number;
  /** Adds a standby of the primary in a second zone, which takes over if the first fails. */
  readonly multiAz: boolean;
  /** Retention of backups for point-in-time recovery, in days. 0 disables backups. */
  readonly backupRetentionDays: number;
  /** Prevents deletion in AWS and in Pulumi. */
  readonly deletionProtection: boolean;
  /** Takes a final snapshot when the database is deleted, and keeps its automated backups. Both need the key. */
  readonly finalSnapshot: boolean;
  /** Increase it to replace the password. The database is updated in place. */
  readonly passwordVersion: number;
  /** ARN of the key that encrypts storage, backups, insights and the secret. Changing it replaces the database. */
  readonly keyArn: pulumi.Input<string>;
  /** Account and region of the database. Changing the region replaces everything. */
  readonly account: Account;
  /**
   * Number of the instances that applications use, until a restore replaces them by instances with the next number. Changing it
   * without a restore replaces all instances by empty ones.
   *
   * @default 1
   */
  readonly generation?: number;
  /**
   * Copies the automated backups to another region, with the same retention. Changing it starts a new copy.
   *
   * @default undefined: none
   */
  readonly copyBackupsTo?: { readonly region: string; readonly keyArn: string } | undefined;
  /** A restore in progress. Undefined: none. */
  readonly restore?: DatabaseRestore | undefined;
}
