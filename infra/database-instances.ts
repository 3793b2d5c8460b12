/** The instances of one generation: a primary, its replicas, and what belongs to them only. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { DatabaseArgs } from "./database-args";
import { createLogGroups, exportedLogs } from "./database-logs";
import { createParameterGroup } from "./database-parameters";
import type { GenerationState, RestoreSource } from "./database-restore";
import { assignReplicaZones } from "./replica-zones";

export const databaseName = "gallery";
export const username = "gallery";
export const port = 5432;

// Changing an instance's zone replaces the instance. Without this, adding a zone to the list or toggling Multi-AZ, whose
// failovers swap zones, would do so. Changing the identifier renames the instance, which restarts it under a new address, and
// the provider then rejects its replicas ("cannot elect new source database for replication"): instances of version 0.1.0 keep
// their generated identifiers. https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/rds/instance.go
const keepPlacementAndName = ["availabilityZone", "identifier"];

// The provider replaces an instance when one of these changes. The settings contain the source only during the restore, and a
// restored instance has the name and the user of its source.
const keepSource = ["restoreToPointInTime", "snapshotIdentifier", "dbName", "username"];

/** What all generations share. */
export interface SharedResources {
  /** The component. */
  readonly parent: pulumi.Resource;
  readonly securityGroup: aws.ec2.SecurityGroup;
  readonly subnetGroup: aws.rds.SubnetGroup;
  /** Role that writes the metrics of the operating system. */
  readonly monitoring: { readonly arn: pulumi.Input<string> } & pulumi.Resource;
}

/** One generation of the database. */
export interface Generation extends GenerationState {
  /** Prefix of all names: `database`, or `database-2` for the second generation. */
  readonly name: string;
  readonly number: number;
  /** What the primary is restored from, when it is created. Undefined: it is created empty, or exists. */
  readonly from: { readonly source: RestoreSource; readonly former: aws.rds.Instance } | undefined;
}

/** The instances of a generation, and the password of their user. */
export interface Instances {
  /** Name of the generation. */
  readonly name: string;
  readonly primary: aws.rds.Instance;
  readonly replicas: readonly aws.rds.Instance[];
  readonly password: pulumi.Output<string>;
}

/** Creates the password of a generation. */
export function createPassword(
  name: string,
  { passwordVersion }: DatabaseArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const password = new random.RandomPassword(
    name,
    // RDS rejects "/", "@", quotes and spaces. These special characters need no escaping in a URL.
    { length: 40, overrideSpecial: "-_.~", keepers: { version: String(passwordVersion) } },
    { parent },
  );
  return pulumi.secret(password.result);
}

/** Creates the instances of a generation. */
export function createInstances(
  generation: Generation,
  args: DatabaseArgs,
  shared: SharedResources,
  password: pulumi.Output<string>,
): Instances {
  const primary = createPrimary(generation, args, shared, password);
  return {
    name: generation.name,
    primary,
    password,
    replicas: createReplicas(generation, args, shared, primary),
  };
}

/** Arguments that the primary and the replicas share. */
function buildCommonArgs(args: DatabaseArgs, { securityGroup, monitoring }: SharedResources) {
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

function createPrimary(
  generation: Generation,
  args: DatabaseArgs,
  shared: SharedResources,
  password: pulumi.Output<string>,
): aws.rds.Instance {
  const { name, writable, guarded } = generation;
  const { parent, subnetGroup, monitoring } = shared;
  const suffix = new random.RandomId(`${name}-final-snapshot`, { byteLength: 4 }, { parent });
  const primaryZone = args.multiAz ? undefined : args.availabilityZones[0];
  const { identifier, logGroups } = prepareLogs(`${name}-primary`, args, parent);
  const { engineVersion } = args;
  const deletionProtection = args.deletionProtection && guarded;
  return new aws.rds.Instance(
    `${name}-primary`,
    {
      ...buildCommonArgs(args, shared),
      identifier,
      instanceClass: args.instanceClass,
      engine: "postgres",
      engineVersion,
      ...(args.allowMajorUpgrade ? { allowMajorVersionUpgrade: true } : {}),
      parameterGroupName: createParameterGroup(`${name}-primary`, { engineVersion, writable }, { parent })
        .name,
      ...contentOf(generation, password),
      kmsKeyId: args.keyArn,
      dbSubnetGroupName: subnetGroup.name,
      multiAz: args.multiAz,
      ...(primaryZone === undefined ? {} : { availabilityZone: primaryZone }),
      backupRetentionPeriod: args.backupRetentionDays,
      backupWindow: "03:00-04:00",
      deleteAutomatedBackups: !args.finalSnapshot,
      deletionProtection,
      skipFinalSnapshot: !args.finalSnapshot,
      ...(args.finalSnapshot
        ? { finalSnapshotIdentifier: pulumi.interpolate`${name}-final-${suffix.hex}` }
        : {}),
    },
    {
      parent,
      protect: deletionProtection,
      // The former instance, which is the source of a point in time, has waited for the role already.
      dependsOn: [...(isFromInstance(generation) ? [] : [monitoring]), ...logGroups],
      ignoreChanges: [
        ...keepPlacementAndName,
        ...(generation.number > 1 ? keepSource : []),
        ...(generation.password === "unchanged" ? ["password"] : []),
      ],
    },
  );
}

/** Whether a value of the former instance is among the arguments. */
const isFromInstance = ({ from }: Generation) => from !== undefined && "time" in from.source;

/**
 * Name, user and password of the first generation. A later one has the name and the user of what it was restored from, and
 * RDS rejects or ignores others. It also has that password, which can be an earlier one. The provider neither sends a
 * password with the restore to a point in time nor reads it, so it is set by the next update, as a change from none to one.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html
 */
function contentOf(
  { number, from, password: whose }: Generation,
  password: pulumi.Output<string>,
): Partial<aws.rds.InstanceArgs> {
  if (number === 1) return { dbName: databaseName, username, password };
  const own = whose === "source's" ? {} : { password };
  // Without a source, in a new stack, a later generation is created empty, as the first one.
  if (from === undefined) return { dbName: databaseName, username, ...own };
  const { source, former } = from;
  if ("snapshot" in source) return { ...own, snapshotIdentifier: source.snapshot };
  // Without its source, a replica becomes an independent instance. Name and user are those of a plan, which creates everything.
  if ("replicaOf" in source)
    return whose === "source's"
      ? { replicateSourceDb: source.replicaOf }
      : { dbName: databaseName, username, ...own };
  const time = source.time === "latest" ? { useLatestRestorableTime: true } : { restoreTime: source.time };
  const backups =
    source.backups === undefined
      ? { sourceDbInstanceIdentifier: former.identifier }
      : { sourceDbInstanceAutomatedBackupsArn: source.backups };
  return { ...own, restoreToPointInTime: { ...backups, ...time } };
}

/** Chooses the identifier of an instance, which is part of the names of its log groups, and creates these. */
function prepareLogs(name: string, args: DatabaseArgs, parent: pulumi.Resource) {
  // RDS allows letters, digits and single hyphens: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
  const prefix = `${pulumi.getProject()}-${pulumi.getStack()}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const identifier = `${prefix}-${name}`;
  return { identifier, logGroups: createLogGroups(name, identifier, args, { parent }) };
}

function createReplicas(
  { name, replicas }: Generation,
  args: DatabaseArgs,
  shared: SharedResources,
  primary: aws.rds.Instance,
): aws.rds.Instance[] {
  if (args.replicas === 0 || !replicas) return [];
  const { parent } = shared;
  const { replicaEngineVersion: engineVersion } = args;
  // A replica accepts no writes in any case.
  const parameterGroup = createParameterGroup(
    `${name}-replica`,
    { engineVersion, writable: true },
    { parent },
  );
  const primaryZone = args.multiAz ? undefined : args.availabilityZones[0];
  return assignReplicaZones(args.availabilityZones, primaryZone, args.replicas).map(
    (availabilityZone, index) => {
      const { identifier, logGroups } = prepareLogs(`${name}-replica-${index + 1}`, args, parent);
      return new aws.rds.Instance(
        `${name}-replica-${index + 1}`,
        {
          ...buildCommonArgs(args, shared),
          identifier,
          instanceClass: args.replicaInstanceClass,
          // A replica inherits name, user, password, key and subnets from its source; AWS rejects other values.
          replicateSourceDb: primary.identifier,
          engineVersion,
          parameterGroupName: parameterGroup.name,
          availabilityZone,
          skipFinalSnapshot: true,
        },
        // A replica is a copy: another one can have its identifier only after it is deleted.
        { parent, dependsOn: logGroups, deleteBeforeReplace: true, ignoreChanges: keepPlacementAndName },
      );
    },
  );
}
