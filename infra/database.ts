import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Account } from "./account";
import { replicaZones } from "./replica-zones";
import { Role } from "./role";

/** The shape of the database. Everything changes in place except where a field says otherwise. */
export interface DatabaseArgs {
  /** Zones of the subnets. An instance's zone is chosen from them when it is created, and stays. */
  readonly availabilityZones: readonly string[];
  readonly vpcId: pulumi.Input<string>;
  /** Isolated subnets, one in each zone. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** The security group that may connect. */
  readonly clientSecurityGroupId: pulumi.Input<string>;
  /** PostgreSQL version of the primary, such as `18.1`. */
  readonly engineVersion: string;
  /** PostgreSQL version of the replicas: the primary's, or a newer minor, because replicas are upgraded first. */
  readonly replicaEngineVersion: string;
  /** Whether the primary may go to a new major version; RDS takes its replicas along. Irrevocable. */
  readonly allowMajorUpgrade: boolean;
  /** Instance class of primary and replicas, such as `db.t4g.medium`. A change restarts them. */
  readonly instanceClass: string;
  /** Storage at creation, in GiB. It can grow, never shrink. */
  readonly storageGib: number;
  /** Up to where storage grows by itself, in GiB. */
  readonly maxStorageGib: number;
  /** Number of read replicas, 0 to 15. */
  readonly replicas: number;
  /** A standby of the primary in a second zone, which takes over when the first fails. */
  readonly multiAz: boolean;
  /** How far back a point-in-time recovery reaches, in days. */
  readonly backupRetentionDays: number;
  /** Refuses deletion in AWS and in Pulumi, and takes a final snapshot all the same. */
  readonly deletionProtection: boolean;
  /** Raise it to give the database a new password. */
  readonly passwordVersion: number;
  /** ARN of the key for storage, backups, insights and the secret. Changing it replaces the database. */
  readonly keyArn: pulumi.Input<string>;
  readonly account: Account;
}

const databaseName = "gallery";
const username = "gallery";
const port = 5432;

// An instance stays in the zone that it was created in: another one would replace it, be it that a zone was added to
// the list or that Multi-AZ, whose failovers swap zones, is switched on or off.
const placedOnce = { ignoreChanges: ["availabilityZone"] };

/** PostgreSQL on RDS: a primary, read replicas in other zones, and a password that only a secret holds. */
export class Database extends pulumi.ComponentResource {
  /** Where the writes go, as a host name. */
  readonly primaryAddress: pulumi.Output<string>;
  /** Where reads may go, one host name a replica. RDS has no common name for them. */
  readonly replicaAddresses: pulumi.Output<string>[];
  /** Identifiers of the instances, the primary's first: how CloudWatch tells their figures apart. */
  readonly instances: pulumi.Output<string>[];
  readonly databaseName = databaseName;
  readonly username = username;
  readonly port = port;
  /** Always a Pulumi secret. */
  readonly password: pulumi.Output<string>;
  /** ARN of the Secrets Manager secret with user name, password and addresses. */
  readonly secretArn: pulumi.Output<string>;
  /** What lets clients in: for `dependsOn` of whoever connects. */
  readonly access: pulumi.Resource;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Database", name, {}, opts);
    const password = this.createPassword(name, args);
    const securityGroup = this.createSecurityGroup(name, args);
    this.access = this.letClientsIn(name, args, securityGroup);
    const monitoring = this.createMonitoringRole(name, args);
    const shared = this.sharedInstanceArgs(args, securityGroup, monitoring);
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
      // RDS refuses "/", "@", quotes and spaces; the rest is kept to what needs no escaping in a URL.
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

  private letClientsIn(name: string, args: DatabaseArgs, group: aws.ec2.SecurityGroup): pulumi.Resource {
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

  /** What primary and replicas have in common. */
  private sharedInstanceArgs(args: DatabaseArgs, securityGroup: aws.ec2.SecurityGroup, monitoring: Role) {
    return {
      instanceClass: args.instanceClass,
      vpcSecurityGroupIds: [securityGroup.id],
      publiclyAccessible: false,
      port,
      storageType: "gp3",
      storageEncrypted: true,
      maxAllocatedStorage: args.maxStorageGib,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      monitoringInterval: 60,
      monitoringRoleArn: monitoring.arn,
      // Database Insights in its standard mode keeps 7 days of load by query.
      databaseInsightsMode: "standard",
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: args.keyArn,
      performanceInsightsRetentionPeriod: 7,
      enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      maintenanceWindow: "sun:04:30-sun:05:30",
      autoMinorVersionUpgrade: false,
      applyImmediately: true,
      copyTagsToSnapshot: true,
    } satisfies Partial<aws.rds.InstanceArgs>;
  }

  private createPrimary(
    name: string,
    args: DatabaseArgs,
    shared: ReturnType<Database["sharedInstanceArgs"]>,
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
    return new aws.rds.Instance(
      `${name}-primary`,
      {
        ...shared,
        engine: "postgres",
        engineVersion: args.engineVersion,
        ...(args.allowMajorUpgrade ? { allowMajorVersionUpgrade: true } : {}),
        parameterGroupName: this.createParameterGroup(`${name}-primary`, args.engineVersion).name,
        dbName: databaseName,
        username,
        password,
        allocatedStorage: args.storageGib,
        kmsKeyId: args.keyArn,
        dbSubnetGroupName: subnetGroup.name,
        multiAz: args.multiAz,
        ...(primaryZone === undefined ? {} : { availabilityZone: primaryZone }),
        backupRetentionPeriod: args.backupRetentionDays,
        backupWindow: "03:00-04:00",
        deleteAutomatedBackups: !args.deletionProtection,
        deletionProtection: args.deletionProtection,
        skipFinalSnapshot: !args.deletionProtection,
        ...(args.deletionProtection
          ? { finalSnapshotIdentifier: pulumi.interpolate`${name}-final-${suffix.hex}` }
          : {}),
      },
      { parent: this, protect: args.deletionProtection, dependsOn: [monitoring], ...placedOnce },
    );
  }

  private createReplicas(
    name: string,
    args: DatabaseArgs,
    shared: ReturnType<Database["sharedInstanceArgs"]>,
    primary: aws.rds.Instance,
  ): aws.rds.Instance[] {
    if (args.replicas === 0) return [];
    const parameterGroup = this.createParameterGroup(`${name}-replica`, args.replicaEngineVersion);
    const primaryZone = args.multiAz ? undefined : args.availabilityZones[0];
    return replicaZones(args.availabilityZones, primaryZone, args.replicas).map(
      (availabilityZone, index) =>
        new aws.rds.Instance(
          `${name}-replica-${index + 1}`,
          {
            ...shared,
            // Name, user, password, key and subnets come from the source; AWS refuses a replica with its own.
            replicateSourceDb: primary.identifier,
            engineVersion: args.replicaEngineVersion,
            parameterGroupName: parameterGroup.name,
            availabilityZone,
            skipFinalSnapshot: true,
          },
          { parent: this, ...placedOnce },
        ),
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
          // Milliseconds: slower statements are logged.
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
