import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseArgs } from "./database-args";
import {
  createInstances,
  createPassword,
  databaseName,
  type Instances,
  port,
  type SharedResources,
  username,
} from "./database-instances";
import { generationName, inUse, phaseStates } from "./database-restore";
import { Role } from "./role";

/**
 * PostgreSQL on RDS: a primary, read replicas in other zones, and a Secrets Manager secret with the password. During a restore,
 * the restored instances stand beside those that the restore replaces.
 */
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
  /** ARN of the primary. */
  readonly primaryArn: pulumi.Output<string>;
  /** Name of the group of isolated subnets. */
  readonly subnetGroupName: pulumi.Output<string>;
  /** Id of the security group of the instances. */
  readonly securityGroupId: pulumi.Output<string>;
  /** The rule that allows clients to connect. Clients should list it in `dependsOn`. */
  readonly access: pulumi.Resource;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:Database", name, {}, opts);
    const password = createPassword(generationName(name, args.generation ?? 1), args, this);
    const securityGroup = this.createSecurityGroup(name, args);
    this.access = this.allowClientIngress(name, args, securityGroup);
    const monitoring = this.createMonitoringRole(name, args);
    const subnetGroup = new aws.rds.SubnetGroup(
      name,
      { subnetIds: args.subnetIds, description: "Isolated subnets" },
      { parent: this },
    );
    const shared = { parent: this, securityGroup, subnetGroup, monitoring };
    const used = this.createGenerations(name, args, shared, password);

    this.password = used.password;
    this.primaryAddress = used.primary.address;
    this.replicaAddresses = used.replicas.map((replica) => replica.address);
    this.instances = [used.primary, ...used.replicas].map((instance) => instance.identifier);
    this.secretArn = this.createSecret(name, args, used);
    this.primaryArn = used.primary.arn;
    this.subnetGroupName = subnetGroup.name;
    this.securityGroupId = securityGroup.id;
    this.registerOutputs({
      primaryAddress: this.primaryAddress,
      replicaAddresses: this.replicaAddresses,
      instances: this.instances,
      password: this.password,
      secretArn: this.secretArn,
      primaryArn: this.primaryArn,
      subnetGroupName: this.subnetGroupName,
      securityGroupId: this.securityGroupId,
    });
  }

  /** Creates the instances, during a restore also the restored ones. Returns those that applications use. */
  private createGenerations(
    name: string,
    args: DatabaseArgs,
    shared: SharedResources,
    password: pulumi.Output<string>,
  ): Instances {
    const { generation = 1, restore } = args;
    const {
      switched,
      former: state,
      restored: next,
    } = restore === undefined
      ? { switched: false, former: inUse, restored: inUse }
      : phaseStates[restore.phase];
    const former = createInstances(
      { ...state, name: generationName(name, generation), number: generation, from: undefined },
      args,
      shared,
      password,
    );
    if (state.copied) this.copyBackups(args, former);
    if (restore === undefined) return former;
    const number = generation + 1;
    const nextName = generationName(name, number);
    const restored = createInstances(
      { ...next, name: nextName, number, from: { source: restore.source, former: former.primary } },
      args,
      shared,
      createPassword(nextName, args, this),
    );
    if (next.copied) this.copyBackups(args, restored);
    return switched ? restored : former;
  }

  /**
   * Copies the automated backups of a primary to another region. Backups of an earlier primary stay there until their retention ends.
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html
   */
  private copyBackups({ copyBackupsTo: target, backupRetentionDays }: DatabaseArgs, of: Instances): void {
    if (target === undefined) return;
    new aws.rds.InstanceAutomatedBackupsReplication(
      `${of.name}-backups`,
      {
        region: target.region,
        sourceDbInstanceArn: of.primary.arn,
        kmsKeyId: target.keyArn,
        retentionPeriod: backupRetentionDays,
      },
      // RDS refuses a second copy of an instance in a region, and stops a copy by the instance.
      { parent: this, deleteBeforeReplace: true },
    );
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

  private createSecret(name: string, args: DatabaseArgs, { primary }: Instances): pulumi.Output<string> {
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
