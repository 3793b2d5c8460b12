import type * as aws from "@pulumi/aws";
import { behaves, type Plain, type Subject } from "../behaviour";
import { arn, empty, logs, tagsAll } from "./common";
import { role } from "./iam";
import { key } from "./kms";
import { instanceProblems, instanceType, replicasUpgradedAlong, source } from "./rds-refusals";

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
    refuse: instanceProblems,
    carriesAlong: replicasUpgradedAlong,
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

/** What a replica takes over from its source. */
function fromSource(property: string): (subject: InstanceSubject) => unknown {
  return (subject) => source(subject)?.outputs[property];
}
