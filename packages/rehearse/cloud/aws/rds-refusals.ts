/** The checks of RDS, and the instances that RDS changes together with another one. */
import type * as aws from "@pulumi/aws";
import type { CloudResource } from "../cloud";
import type { Plain, Subject } from "../resource-type";
import { compareVersions } from "./common";
import { judgeClass } from "./offers/classes";
import { type Judgement, judgePostgres } from "./offers/judge";
import { isRestored, restoreProblems } from "./rds-restores";

export const instanceType = "aws:rds/instance:Instance";
type InstanceSubject = Subject<Plain<aws.rds.InstanceArgs>>;

/** Reasons for which RDS rejects creating an instance with these inputs, or updating one to them. */
export function instanceProblems(subject: InstanceSubject): string[] {
  const { inputs } = subject;
  const version = inputs.engineVersion ?? source(subject)?.outputs.engineVersion;
  return [
    ...(inputs.replicateSourceDb ? replicaProblems(subject) : primaryProblems(subject)),
    ...restoreProblems(subject),
    ...changeProblems(subject),
    ...offers(subject).flatMap(({ problems }) => problems),
    ...parameterGroupProblems(subject, version),
  ];
}

/** What ends, and what AWS may offer since the date of the data. */
export function instanceWarnings(subject: InstanceSubject): readonly string[] {
  return offers(subject, { all: true }).flatMap(({ warnings }) => warnings);
}

/** Judges the version and the class. An instance keeps what it has, so an update is judged by what it changes. */
function offers(subject: InstanceSubject, { all = false } = {}): readonly Judgement[] {
  const { id, inputs, cloud } = subject;
  const original = source(subject)?.outputs;
  if ((inputs.engine ?? original?.engine) !== "postgres") return [];
  const earlier = all ? undefined : cloud.find(instanceType, id)?.outputs;
  const { engineVersion, instanceClass } = inputs;
  const { today, account } = cloud;
  const version = engineVersion ?? (original && String(original.engineVersion));
  return [
    ...(engineVersion === undefined || engineVersion === earlier?.engineVersion
      ? []
      : [judgePostgres(engineVersion, today)]),
    ...(instanceClass === earlier?.instanceClass
      ? []
      : [judgeClass(String(instanceClass), { region: account.region, version, today })]),
  ];
}

/** The source instance of a replica. */
export function source({ inputs, cloud }: InstanceSubject) {
  return inputs.replicateSourceDb
    ? (cloud.find(instanceType, inputs.replicateSourceDb, "identifier") ??
        cloud.find(instanceType, inputs.replicateSourceDb, "arn"))
    : undefined;
}

/** Whether a replica is in another region than its source, which is then given by its ARN. */
export function isAcrossRegions({ inputs, cloud }: Pick<InstanceSubject, "inputs" | "cloud">): boolean {
  const [prefix, , , region] = inputs.replicateSourceDb?.split(":") ?? [];
  return prefix === "arn" && region !== cloud.account.region;
}

function primaryProblems({ id, inputs, cloud }: InstanceSubject): string[] {
  // A restored instance has the user and the password of its source, and its storage if it asks for no other.
  const restored = isRestored(inputs);
  const least = restored ? 20 : 0;
  const { allocatedStorage: storage = least, maxAllocatedStorage: maximum, engine, password } = inputs;
  // Only at creation: ModifyDBInstance adds the standby in any zone, and has no parameter for a zone.
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
  const exists = cloud.find(instanceType, id) !== undefined;
  const placed = inputs.multiAz && inputs.availabilityZone && !exists;
  return [
    // A replica that was promoted has those of its former source.
    ...(restored || exists || (inputs.username && (password || inputs.manageMasterUserPassword))
      ? []
      : ["a primary needs username and password"]),
    ...(engine === "postgres" && storage < 20 ? [`allocatedStorage ${storage} GiB is below 20`] : []),
    ...(maximum && maximum < storage ? [`maxAllocatedStorage ${maximum} is below ${storage} GiB`] : []),
    ...(placed ? ["multiAz and availabilityZone exclude each other"] : []),
  ];
}

/** Reasons for which AWS rejects an update of an instance. */
function changeProblems(subject: InstanceSubject): string[] {
  const { id, inputs, cloud } = subject;
  const earlier = cloud.find(instanceType, id)?.outputs;
  if (!earlier) return [];
  const [storage, wantedStorage] = [Number(earlier.allocatedStorage), inputs.allocatedStorage];
  // With autoscaling, the provider accepts a larger storage than the program sets.
  const shrinks = wantedStorage !== undefined && wantedStorage < storage && !inputs.maxAllocatedStorage;
  const withoutBackups = inputs.backupRetentionPeriod === 0 && replicasOf(subject).length > 0;
  return [
    ...(shrinks ? [`allocatedStorage can only grow: ${storage} GiB to ${wantedStorage} GiB`] : []),
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html
    ...(withoutBackups ? ["backups cannot be switched off while there are read replicas"] : []),
    ...versionProblems(subject, String(earlier.engineVersion)),
  ];
}

/**
 * Checks the order of upgrades. A minor version is installed on the replicas first. A major version is installed on the
 * primary, and RDS upgrades its replicas too. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
 */
function versionProblems(subject: InstanceSubject, version: string): string[] {
  const { inputs } = subject;
  const wanted = inputs.engineVersion ?? version;
  const rise = compareVersions(wanted, version);
  if (rise === 0) return [];
  if (rise < 0) return [`engineVersion can only rise: ${version} to ${wanted}`];
  if (majorOf(wanted) === majorOf(version)) {
    const behind = replicasOf(subject).filter(
      ({ outputs }) => compareVersions(String(outputs.engineVersion), wanted) < 0,
    );
    const names = behind.map(({ name }) => `"${name}"`).join(", ");
    return behind.length > 0
      ? [`DBUpgradeDependencyFailure: read replicas need to be upgraded first: ${names}`]
      : [];
  }
  // The message of AWS: https://github.com/hashicorp/terraform-provider-aws/pull/7013
  if (inputs.replicateSourceDb)
    return ["Major Version Upgrade not supported for Postgres Read Replica DB Instances"];
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
  return inputs.allowMajorVersionUpgrade
    ? []
    : ["The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version"];
}

/** Checks the parameter group, which is for one major version only. */
function parameterGroupProblems({ inputs, cloud }: InstanceSubject, version: unknown): string[] {
  const group = cloud.find("aws:rds/parameterGroup:ParameterGroup", inputs.parameterGroupName ?? "", "name");
  const wanted = `postgres${majorOf(String(version))}`;
  if (!group || version === undefined || group.outputs.family === wanted) return [];
  return [
    `parameterGroupName ${group.id} is of the family ${group.outputs.family}; ${version} needs one of ${wanted}`,
  ];
}

/** The replicas that RDS upgrades to a new major version together with their primary. */
export function replicasUpgradedWith(subject: InstanceSubject) {
  const { engineVersion } = subject.inputs;
  if (engineVersion === undefined || subject.inputs.replicateSourceDb) return [];
  return replicasOf(subject)
    .filter(({ outputs }) => majorOf(String(outputs.engineVersion)) < majorOf(engineVersion))
    .map(({ id }) => ({ id, change: { engineVersion, engineVersionActual: engineVersion } }));
}

function replicasOf({ id, cloud }: Pick<InstanceSubject, "id" | "cloud">): CloudResource[] {
  const { identifier, arn } = cloud.find(instanceType, id)?.outputs ?? {};
  return cloud
    .list(instanceType)
    .filter(({ inputs: { replicateSourceDb: of } }) => of !== undefined && (of === identifier || of === arn));
}

function majorOf(version: string): number {
  return Number(version.split(".")[0]);
}

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html
function replicaProblems(subject: InstanceSubject): string[] {
  const { inputs, cloud } = subject;
  const original = source(subject)?.outputs;
  if (!original) return [];
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
  const [version, its] = [inputs.engineVersion, String(original.engineVersion)];
  const behind = version !== undefined && compareVersions(version, its) < 0;
  const own = (["dbName", "username", "password"] as const).filter((property) => inputs[property]);
  const siblings = cloud
    .list(instanceType)
    .filter(
      ({ id, inputs: other }) => id !== subject.id && other.replicateSourceDb === inputs.replicateSourceDb,
    );
  return [
    ...(behind ? [`engineVersion ${version} is older than its source's ${its}`] : []),
    ...own.map((property) => `a read replica cannot have its own ${property}`),
    ...(Number(original.backupRetentionPeriod ?? 0) > 0
      ? []
      : [`replicateSourceDb: source ${inputs.replicateSourceDb} has no backups; a read replica needs them`]),
    ...(siblings.length >= 15 ? [`source ${inputs.replicateSourceDb} has 15 replicas already`] : []),
    ...(original.masterUserSecrets && original.manageMasterUserPassword
      ? ["the source's password is managed by RDS; PostgreSQL replicas are then refused"]
      : []),
    ...(isAcrossRegions(subject) ? acrossRegionsProblems(subject) : subnetGroupProblems(inputs)),
  ];
}

const subnetGroupProblems = ({ dbSubnetGroupName }: InstanceSubject["inputs"]): string[] =>
  dbSubnetGroupName ? ["a replica in its source's region takes its source's subnet group"] : [];

/**
 * What a replica in another region needs of its own.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
 */
function acrossRegionsProblems(subject: InstanceSubject): string[] {
  const { inputs, cloud } = subject;
  const { region } = cloud.account;
  return [
    ...(source(subject)?.outputs.storageEncrypted && !inputs.kmsKeyId
      ? [`kmsKeyId is missing: the source is encrypted, and a replica in ${region} needs a key there`]
      : []),
    ...(inputs.dbSubnetGroupName
      ? []
      : [`dbSubnetGroupName is missing: a replica in ${region} needs one there`]),
  ];
}
