import type * as aws from "@pulumi/aws";
import { behaves, type Plain, type Subject } from "../behaviour";
import { arn, compareVersions, empty, logs, tagsAll } from "./common";
import { role } from "./iam";
import { key } from "./kms";

const instanceType = "aws:rds/instance:Instance";
type InstanceSubject = Subject<Plain<aws.rds.InstanceArgs>>;

export const resources = {
  [instanceType]: behaves<aws.rds.Instance, aws.rds.InstanceArgs>({
    autoName: { property: "identifier", maxLength: 63 },
    unique: ["identifier"],
    replaceOn: [
      "availabilityZone",
      "characterSetName",
      "dbName",
      "engine",
      "kmsKeyId",
      "snapshotIdentifier",
      "storageEncrypted",
      "username",
    ],
    references: {
      replicateSourceDb: { type: instanceType, by: "identifier" },
      dbSubnetGroupName: { type: "aws:rds/subnetGroup:SubnetGroup", by: "name", holds: true },
      parameterGroupName: { type: "aws:rds/parameterGroup:ParameterGroup", by: "name", holds: true },
      "vpcSecurityGroupIds[]": { type: "aws:ec2/securityGroup:SecurityGroup", holds: true },
      monitoringRoleArn: role,
      kmsKeyId: key,
      performanceInsightsKmsKeyId: key,
    },
    refuse: (subject) => [
      ...(subject.inputs.replicateSourceDb ? replicaProblems(subject) : primaryProblems(subject)),
      ...changeProblems(subject),
    ],
    refuseDelete: ({ inputs }) => [
      ...(inputs.deletionProtection ? ["deletionProtection is on"] : []),
      ...(!inputs.skipFinalSnapshot && !inputs.finalSnapshotIdentifier
        ? ["finalSnapshotIdentifier is needed unless skipFinalSnapshot is set"]
        : []),
    ],
    defaults: {
      allocatedStorage: fromSource("allocatedStorage"),
      availabilityZone: ({ cloud }) => `${cloud.account.region}a`,
      dbName: fromSource("dbName"),
      engine: fromSource("engine"),
      engineVersion: fromSource("engineVersion"),
      kmsKeyId: fromSource("kmsKeyId"),
      username: fromSource("username"),
    },
    outputs: {
      address: ({ inputs, cloud }) => `${inputs.identifier}.c0ffee.${cloud.account.region}.rds.amazonaws.com`,
      arn: arn("rds", ({ inputs }) => `db:${inputs.identifier}`),
      endpoint: ({ inputs, cloud }) =>
        `${inputs.identifier}.c0ffee.${cloud.account.region}.rds.amazonaws.com:${inputs.port ?? 5432}`,
      engineVersionActual: (subject) => subject.inputs.engineVersion ?? fromSource("engineVersion")(subject),
      hostedZoneId: () => "Z2R2ITUGPM61AM",
      latestRestorableTime: () => "2026-11-01T00:00:00Z",
      listenerEndpoints: () => [],
      masterUserSecrets: () => [],
      replicas: () => [],
      resourceId: ({ id }) => id.replace("instance-", "db-"),
      status: () => "available",
      tagsAll,
      upgradeRolloutOrder: empty,
    },
    volatile: ["engineVersionActual"],
    seconds: ({ multiAz }) => ({
      create: multiAz ? 842 : 452,
      update: 420,
      delete: 255,
      source:
        `${logs}: PostgreSQL in one zone, median of 7 (302 to 512 s); in two zones, 1 log (842 s); deleted, median of 5 ` +
        "(195 to 385 s). No log of a replica was found: taken as an instance in one zone",
    }),
  }),

  "aws:rds/subnetGroup:SubnetGroup": behaves<aws.rds.SubnetGroup, aws.rds.SubnetGroupArgs>({
    autoName: { property: "name", maxLength: 255 },
    unique: ["name"],
    replaceOn: ["name"],
    id: ({ inputs }) => String(inputs.name),
    references: { "subnetIds[]": { type: "aws:ec2/subnet:Subnet", holds: true } },
    refuse: ({ inputs, cloud }) => {
      const zones = new Set(
        inputs.subnetIds.map((id) => cloud.find("aws:ec2/subnet:Subnet", id)?.outputs.availabilityZone),
      );
      return zones.size < 2 ? ["subnetIds lie in one availability zone; two are needed"] : [];
    },
    outputs: {
      arn: arn("rds", ({ inputs }) => `subgrp:${inputs.name}`),
      supportedNetworkTypes: () => ["IPV4"],
      tagsAll,
      vpcId: ({ inputs, cloud }) =>
        cloud.find("aws:ec2/subnet:Subnet", inputs.subnetIds[0] ?? "")?.outputs.vpcId,
    },
    seconds: { create: 2, delete: 1 },
  }),

  "aws:rds/parameterGroup:ParameterGroup": behaves<aws.rds.ParameterGroup, aws.rds.ParameterGroupArgs>({
    autoName: { property: "name", maxLength: 255 },
    unique: ["name"],
    replaceOn: ["name", "family", "description"],
    id: ({ inputs }) => String(inputs.name),
    outputs: { arn: arn("rds", ({ inputs }) => `pg:${inputs.name}`), tagsAll },
    seconds: { create: 3, delete: 2 },
  }),
};

function source({ inputs, cloud }: InstanceSubject) {
  return inputs.replicateSourceDb
    ? cloud.find(instanceType, inputs.replicateSourceDb, "identifier")
    : undefined;
}

/** What a replica takes over from its source. */
function fromSource(property: string): (subject: InstanceSubject) => unknown {
  return (subject) => source(subject)?.outputs[property];
}

function primaryProblems({ inputs }: InstanceSubject): string[] {
  const { allocatedStorage: storage = 0, maxAllocatedStorage: maximum, engine, password } = inputs;
  return [
    ...(inputs.username && (password || inputs.manageMasterUserPassword)
      ? []
      : ["a primary needs username and password"]),
    ...(password && /[/@" ]/.test(password) ? ['password contains "/", "@", a quote or a space'] : []),
    ...(password && (password.length < 8 || password.length > 128) ? ["password is not 8 to 128 long"] : []),
    ...(engine === "postgres" && storage < 20 ? [`allocatedStorage ${storage} GiB is below 20`] : []),
    ...(maximum && maximum < storage ? [`maxAllocatedStorage ${maximum} is below ${storage} GiB`] : []),
    ...(inputs.multiAz && inputs.availabilityZone ? ["multiAz and availabilityZone exclude each other"] : []),
  ];
}

/** What AWS does not let an existing instance become. */
function changeProblems({ id, inputs, cloud }: InstanceSubject): string[] {
  const earlier = cloud.find(instanceType, id)?.outputs;
  if (!earlier) return [];
  const version = String(earlier.engineVersion);
  const wanted = inputs.engineVersion ?? version;
  const [storage, wantedStorage] = [Number(earlier.allocatedStorage), inputs.allocatedStorage];
  // With autoscaling on, the provider takes a larger storage than asked for as grown by itself.
  const shrinks = wantedStorage !== undefined && wantedStorage < storage && !inputs.maxAllocatedStorage;
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
  const behind = cloud
    .list(instanceType)
    .filter(({ inputs: { replicateSourceDb } }) => replicateSourceDb === earlier.identifier)
    .filter(({ outputs }) => {
      const own = String(outputs.engineVersion);
      return own.split(".")[0] === wanted.split(".")[0] && compareVersions(own, wanted) < 0;
    });
  return [
    ...(shrinks ? [`allocatedStorage can only grow: ${storage} GiB to ${wantedStorage} GiB`] : []),
    ...(compareVersions(wanted, version) < 0 ? [`engineVersion can only rise: ${version} to ${wanted}`] : []),
    ...(compareVersions(wanted, version) > 0 && behind.length > 0
      ? [
          `DBUpgradeDependencyFailure: read replicas need to be upgraded first: ${behind.map(({ name }) => `"${name}"`).join(", ")}`,
        ]
      : []),
  ];
}

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html
function replicaProblems(subject: InstanceSubject): string[] {
  const { inputs, cloud } = subject;
  const original = source(subject)?.outputs;
  if (!original) return [];
  const own = (["dbName", "username", "password"] as const).filter((property) => inputs[property]);
  const siblings = cloud
    .list(instanceType)
    .filter(
      ({ id, inputs: other }) => id !== subject.id && other.replicateSourceDb === inputs.replicateSourceDb,
    );
  return [
    ...own.map((property) => `a read replica cannot have its own ${property}`),
    ...(Number(original.backupRetentionPeriod ?? 0) > 0
      ? []
      : [`source ${inputs.replicateSourceDb} has no backups; a read replica needs them`]),
    ...(siblings.length >= 15 ? [`source ${inputs.replicateSourceDb} has 15 replicas already`] : []),
    ...(original.masterUserSecrets && original.manageMasterUserPassword
      ? ["the source's password is managed by RDS; PostgreSQL replicas are then refused"]
      : []),
    ...(inputs.dbSubnetGroupName ? ["a replica in its source's region takes its source's subnet group"] : []),
  ];
}
