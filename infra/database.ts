import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Account } from "./account";
import { createLogGroups, exportedLogs, type LogGroupArgs } from "./database-logs";
import { assignReplicaZones } from "./replica-zones";
import { Role } from "./role";

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
}

const databaseName = "gallery";
const username = "gallery";
const port = 5432;

// Changing an instance's zone replaces the instance. Without this, adding a zone to the list or toggling Multi-AZ, whose
// failovers swap zones, would do so. Changing the identifier renames the instance, which restarts it under a new address, and
// the provider then rejects its replicas ("cannot elect new source database for replication"): instances of version 0.1.0 keep
// their generated identifiers. https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/rds/instance.go
const keepPlacementAndName = { ignoreChanges: ["availabilityZone", "identifier"] };

/** PostgreSQL on RDS: a primary, read replicas in other zones, and a Secrets Manager secret with the password. */
export class Database extends pulumi.ComponentResource {
  /** Host name of the primary, for writes. */
  readonly primaryAddress: pulumi.Output<string>;
  /** Host names of the replicas, for reads. RDS provides no common host name for them. */
  readonly replicaAddresses: pulumi.Output<string>[];
  /** Identifiers of the instances, beginning with the primary: the dimension of their CloudWatch metrics. */
  readonly instances: pulumi.Output<string>[];
  readonly databaseName = databaseName;
  readonly username = username;
  readonly port = port;
  /** Password of the user. Always a Pulumi secret. */
  readonly password: pulumi.Output<string>;
  /** ARN of the Secrets Manager secret with user name, password and addresses. */
  readonly secretArn: pulumi.Output<string>;
  /** The rule that allows clients to connect. Clients should list it in `dependsOn`. */
  readonly access: pulumi.Resource;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Database", name, {}, opts);
    const password = this.createPassword(name, args);
    const securityGroup = this.createSecurityGroup(name, args);
    this.access = this.allowClientIngress(name, args, securityGroup);
    const monitoring = this.createMonitoringRole(name, args);
    const shared = this.buildSharedArgs(args, securityGroup, monitoring);
    const primary = this.createPrimary(name, args, shared, password, monitoring);
    const replicas = this.createReplicas(name, args, shared, primary);

    this.password = password;
    this.primaryAddress = primary.address;
    this.replicaAddresses = replicas.map((replica) => replica.address);
    this.instances = [primary, ...replicas].map((instance) => instance.identifier);
    this.secretArn = this.createSecret(name, args, primary);
    this.registerOutputs({
      primaryAddress: this.primaryAddress,
      replicaAddresses: this.replicaAddresses,
      instances: this.instances,
      password: this.password,
      secretArn: this.secretArn,
    });
  }

  private createPassword(name: string, args: DatabaseArgs): pulumi.Output<string> {
    const password = new random.RandomPassword(
      name,
      // RDS rejects "/", "@", quotes and spaces. These special characters need no escaping in a URL.
      { length: 40, overrideSpecial: "-_.~", keepers: { version: String(args.passwordVersion) } },
      { parent: this },
    );
    return pulumi.secret(password.result);
  }

  private createSecurityGroup(name: string, args: DatabaseArgs): aws.ec2.SecurityGroup {
    return new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.vpcId, description: "PostgreSQL primary and replicas" },
      { parent: this },
    );
  }

  private allowClientIngress(
    name: string,
    args: DatabaseArgs,
    group: aws.ec2.SecurityGroup,
  ): pulumi.Resource {
    return new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-cluster`,
      {
        securityGroupId: group.id,
        referencedSecurityGroupId: args.clientSecurityGroupId,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        description: "PostgreSQL from the cluster",
      },
      { parent: this },
    );
  }

  private createMonitoringRole(name: string, { account }: DatabaseArgs): Role {
    return new Role(
      `${name}-monitoring`,
      {
        description: "Writes the database's operating system metrics",
        service: "monitoring.rds.amazonaws.com",
        assumeConditions: { StringEquals: { "aws:SourceAccount": account.id } },
        managedPolicies: ["service-role/AmazonRDSEnhancedMonitoringRole"],
        account,
      },
      { parent: this },
    );
  }

  /** Arguments that the primary and the replicas share. */
  private buildSharedArgs(args: DatabaseArgs, securityGroup: aws.ec2.SecurityGroup, monitoring: Role) {
    return {
      allocatedStorage: args.storageGib,
      vpcSecurityGroupIds: [securityGroup.id],
      publiclyAccessible: false,
      port,
      storageType: "gp3",
      storageEncrypted: true,
      maxAllocatedStorage: args.maxStorageGib,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      monitoringInterval: 60,
      monitoringRoleArn: monitoring.arn,
      // Database Insights keeps 7 days of load by query in standard mode.
      databaseInsightsMode: "standard",
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: args.keyArn,
      performanceInsightsRetentionPeriod: 7,
      enabledCloudwatchLogsExports: exportedLogs,
      maintenanceWindow: "sun:04:30-sun:05:30",
      autoMinorVersionUpgrade: false,
      applyImmediately: true,
      copyTagsToSnapshot: true,
    } satisfies Partial<aws.rds.InstanceArgs>;
  }

  private createPrimary(
    name: string,
    args: DatabaseArgs,
    shared: ReturnType<Database["buildSharedArgs"]>,
    password: pulumi.Output<string>,
    monitoring: Role,
  ): aws.rds.Instance {
    const subnetGroup = new aws.rds.SubnetGroup(
      name,
      { subnetIds: args.subnetIds, description: "Isolated subnets" },
      { parent: this },
    );
    const suffix = new random.RandomId(`${name}-final-snapshot`, { byteLength: 4 }, { parent: this });
    const primaryZone = args.multiAz ? undefined : args.availabilityZones[0];
    const { identifier, logGroups } = this.prepareLogs(`${name}-primary`, args);
    return new aws.rds.Instance(
      `${name}-primary`,
      {
        ...shared,
        identifier,
        instanceClass: args.instanceClass,
        engine: "postgres",
        engineVersion: args.engineVersion,
        ...(args.allowMajorUpgrade ? { allowMajorVersionUpgrade: true } : {}),
        parameterGroupName: this.createParameterGroup(`${name}-primary`, args.engineVersion).name,
        dbName: databaseName,
        username,
        password,
        kmsKeyId: args.keyArn,
        dbSubnetGroupName: subnetGroup.name,
        multiAz: args.multiAz,
        ...(primaryZone === undefined ? {} : { availabilityZone: primaryZone }),
        backupRetentionPeriod: args.backupRetentionDays,
        backupWindow: "03:00-04:00",
        deleteAutomatedBackups: !args.finalSnapshot,
        deletionProtection: args.deletionProtection,
        skipFinalSnapshot: !args.finalSnapshot,
        ...(args.finalSnapshot
          ? { finalSnapshotIdentifier: pulumi.interpolate`${name}-final-${suffix.hex}` }
          : {}),
      },
      {
        parent: this,
        protect: args.deletionProtection,
        dependsOn: [monitoring, ...logGroups],
        ...keepPlacementAndName,
      },
    );
  }

  /** Chooses the identifier of an instance, which is part of the names of its log groups, and creates these. */
  private prepareLogs(name: string, args: DatabaseArgs) {
    // RDS allows letters, digits and single hyphens: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    const prefix = `${pulumi.getProject()}-${pulumi.getStack()}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    const identifier = `${prefix}-${name}`;
    return { identifier, logGroups: createLogGroups(name, identifier, args, { parent: this }) };
  }

  private createReplicas(
    name: string,
    args: DatabaseArgs,
    shared: ReturnType<Database["buildSharedArgs"]>,
    primary: aws.rds.Instance,
  ): aws.rds.Instance[] {
    if (args.replicas === 0) return [];
    const parameterGroup = this.createParameterGroup(`${name}-replica`, args.replicaEngineVersion);
    const primaryZone = args.multiAz ? undefined : args.availabilityZones[0];
    return assignReplicaZones(args.availabilityZones, primaryZone, args.replicas).map(
      (availabilityZone, index) => {
        const { identifier, logGroups } = this.prepareLogs(`${name}-replica-${index + 1}`, args);
        return new aws.rds.Instance(
          `${name}-replica-${index + 1}`,
          {
            ...shared,
            identifier,
            instanceClass: args.replicaInstanceClass,
            // A replica inherits name, user, password, key and subnets from its source; AWS rejects other values.
            replicateSourceDb: primary.identifier,
            engineVersion: args.replicaEngineVersion,
            parameterGroupName: parameterGroup.name,
            availabilityZone,
            skipFinalSnapshot: true,
          },
          // A replica is a copy: another one can have its identifier only after it is deleted.
          { parent: this, dependsOn: logGroups, deleteBeforeReplace: true, ...keepPlacementAndName },
        );
      },
    );
  }

  private createParameterGroup(name: string, engineVersion: string): aws.rds.ParameterGroup {
    const immediate = (parameter: string, value: string) => ({
      name: parameter,
      value,
      applyMethod: "immediate",
    });
    return new aws.rds.ParameterGroup(
      name,
      {
        family: `postgres${engineVersion.split(".")[0]}`,
        parameters: [
          immediate("rds.force_ssl", "1"),
          { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" },
          // Logs statements that take longer than this, in milliseconds.
          immediate("log_min_duration_statement", "500"),
          immediate("log_lock_waits", "1"),
        ],
      },
      { parent: this },
    );
  }

  private createSecret(name: string, args: DatabaseArgs, primary: aws.rds.Instance): pulumi.Output<string> {
    const secret = new aws.secretsmanager.Secret(
      name,
      {
        description: "User name and password of the gallery's database",
        kmsKeyId: args.keyArn,
        recoveryWindowInDays: args.deletionProtection ? 30 : 7,
      },
      { parent: this },
    );
    const secretString = pulumi.secret(
      pulumi.jsonStringify({
        engine: "postgres",
        host: primary.address,
        port,
        dbname: databaseName,
        username,
        password: primary.password,
      }),
    );
    new aws.secretsmanager.SecretVersion(name, { secretId: secret.id, secretString }, { parent: this });
    return secret.arn;
  }
}
