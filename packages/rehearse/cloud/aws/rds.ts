import type * as aws from "@pulumi/aws";
import { instancePrice as priceOfInstance } from "../../cost/prices";
import { hours } from "../../cost/usage";
import { type Bill, fixed } from "../billing";
import { defineType, type Plain, type Subject } from "../resource-type";
import { arn, dnsSuffix, empty, logs, ownId, tagsAll } from "./common";
import { role, rolePermissions } from "./iam";
import { lettersOf } from "./ids";
import { key } from "./kms";
import * as events from "./rds-events";
import {
  instanceProblems,
  instanceType,
  instanceWarnings,
  isAcrossRegions,
  replicasUpgradedWith,
  source,
} from "./rds-refusals";
import * as replications from "./rds-replications";
import { restoredFrom, restoresNotChecked } from "./rds-restores";
import * as snapshots from "./rds-snapshots";
import { isStorageUpdated, storageLeftOut, storageWarnings } from "./rds-storage";

type InstanceSubject = Subject<Plain<aws.rds.InstanceArgs>>;

const free = { free: "https://aws.amazon.com/rds/postgresql/pricing/" };

export const resources = {
  [instanceType]: defineType<aws.rds.Instance, aws.rds.InstanceArgs>({
    autoName: { property: "identifier", maxLength: 63 },
    unique: ["identifier"],
    importId: ({ identifier }) => identifier,
    id: ({ hex }) => `db-${lettersOf(hex(64), 26)}`,
    replaceOn: [
      "availabilityZone",
      "backupTarget",
      "characterSetName",
      "customIamInstanceProfile",
      "dbName",
      "engine",
      "kmsKeyId",
      "ncharCharacterSetName",
      "restoreToPointInTime",
      "snapshotIdentifier",
      "storageEncrypted",
      "timezone",
      "username",
    ],
    references: {
      // The identifier, or the ARN of a source in another region.
      replicateSourceDb: { type: instanceType, by: "identifier", orBy: ["arn"] },
      dbSubnetGroupName: { type: "aws:rds/subnetGroup:SubnetGroup", by: "name", blocksDeletion: true },
      parameterGroupName: { type: "aws:rds/parameterGroup:ParameterGroup", by: "name", blocksDeletion: true },
      "vpcSecurityGroupIds[]": { type: "aws:ec2/securityGroup:SecurityGroup", blocksDeletion: true },
      monitoringRoleArn: role,
      kmsKeyId: key,
      performanceInsightsKmsKeyId: key,
    },
    refuse: instanceProblems,
    notChecked: restoresNotChecked,
    warn: (subject) => [...instanceWarnings(subject), ...storageWarnings(subject)],
    updatesOthers: replicasUpgradedWith,
    refuseDelete: ({ inputs }) => [
      ...(inputs.deletionProtection ? ["deletionProtection is on"] : []),
      ...(!inputs.skipFinalSnapshot && !inputs.finalSnapshotIdentifier
        ? ["finalSnapshotIdentifier is needed unless skipFinalSnapshot is set"]
        : []),
    ],
    leaves: ({ inputs, name }) =>
      inputs.skipFinalSnapshot || inputs.replicateSourceDb || !inputs.finalSnapshotIdentifier
        ? []
        : [
            {
              type: snapshots.snapshotType,
              name: `${name}-final`,
              inputs: {
                dbInstanceIdentifier: inputs.identifier,
                dbSnapshotIdentifier: inputs.finalSnapshotIdentifier,
              },
            },
          ],
    comparedWithState: { allocatedStorage: isStorageUpdated },
    leftOut: { allocatedStorage: storageLeftOut },
    defaults: {
      allocatedStorage: fromSource("allocatedStorage"),
      availabilityZone: ({ cloud }) => `${cloud.account.region}a`,
      dbName: fromSource("dbName"),
      engine: fromSource("engine"),
      engineVersion: fromSource("engineVersion"),
      // A replica in another region has a key of its region.
      kmsKeyId: (subject) => (isAcrossRegions(subject) ? undefined : fromSource("kmsKeyId")(subject)),
      username: fromSource("username"),
    },
    outputs: {
      address: instanceAddress,
      arn: arn("rds", ({ inputs }) => `db:${inputs.identifier}`),
      endpoint: (subject) => `${instanceAddress(subject)}:${subject.inputs.port ?? 5432}`,
      engineVersionActual: (subject) => subject.inputs.engineVersion ?? fromSource("engineVersion")(subject),
      hostedZoneId: () => "Z2R2ITUGPM61AM",
      latestRestorableTime: () => "2026-11-01T00:00:00Z",
      listenerEndpoints: () => [],
      masterUserSecrets: () => [],
      replicas: () => [],
      resourceId: ownId,
      status: () => "available",
      tagsAll,
      upgradeRolloutOrder: empty,
    },
    volatile: ["engineVersionActual"],
    secrets: ["password"],
    summary: ["engineVersion", "instanceClass", "availabilityZone", "multiAz", "allocatedStorage"],
    seconds: ({ multiAz }) => ({
      create: multiAz ? 842 : 452,
      update: 420,
      delete: 255,
      source:
        `${logs}: PostgreSQL in one zone, median of 7 (302 to 512 s); in two zones, 1 log (842 s); deleted, median of 5 ` +
        "(195 to 385 s). No log of a replica was found: taken as an instance in one zone",
    }),
    price: instancePrice,
    after: [
      {
        first: rolePermissions,
        because: "RDS rejects an enhanced monitoring role that cannot write metrics",
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html",
      },
      {
        first: ["aws:cloudwatch/logGroup:LogGroup"],
        because: "RDS creates a missing log group itself, without retention and key, and leaves it behind",
        source:
          "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
      },
    ],
  }),

  "aws:rds/subnetGroup:SubnetGroup": defineType<aws.rds.SubnetGroup, aws.rds.SubnetGroupArgs>({
    autoName: { property: "name", maxLength: 255 },
    unique: ["name"],
    replaceOn: ["name"],
    importId: ({ name }) => name,
    references: { "subnetIds[]": { type: "aws:ec2/subnet:Subnet", blocksDeletion: true } },
    refuse: ({ inputs, cloud }) => {
      const zones = new Set(
        inputs.subnetIds.map((id) => cloud.find("aws:ec2/subnet:Subnet", id)?.outputs.availabilityZone),
      );
      return zones.size < 2 ? ["subnetIds are in one availability zone; two are required"] : [];
    },
    outputs: {
      arn: arn("rds", ({ inputs }) => `subgrp:${inputs.name}`),
      supportedNetworkTypes: () => ["IPV4"],
      tagsAll,
      vpcId: ({ inputs, cloud }) =>
        cloud.find("aws:ec2/subnet:Subnet", inputs.subnetIds[0] ?? "")?.outputs.vpcId,
    },
    seconds: { create: 2, delete: 1 },
    price: free,
  }),

  "aws:rds/parameterGroup:ParameterGroup": defineType<aws.rds.ParameterGroup, aws.rds.ParameterGroupArgs>({
    autoName: { property: "name", maxLength: 255 },
    unique: ["name"],
    replaceOn: ["name", "family", "description"],
    importId: ({ name }) => name,
    outputs: { arn: arn("rds", ({ inputs }) => `pg:${inputs.name}`), tagsAll },
    summary: ["family"],
    seconds: { create: 3, delete: 2 },
    price: free,
  }),

  ...events.resources,
  ...replications.resources,
  ...snapshots.resources,
};

/** The host name of an instance. The middle part is the same for all instances of an account in a region. */
function instanceAddress({ inputs, cloud }: InstanceSubject): string {
  const { id, region } = cloud.account;
  const name = `${inputs.identifier}.c${lettersOf(`${id}/${region}`, 11).toLowerCase()}`;
  // The order differs in China: https://docs.amazonaws.cn/en_us/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html
  return region.startsWith("cn-")
    ? `${name}.rds.${region}.${dnsSuffix(cloud)}`
    : `${name}.${region}.rds.${dnsSuffix(cloud)}`;
}

function instancePrice({ inputs, outputs }: Parameters<Bill<Plain<aws.rds.InstanceArgs>>>[0]) {
  const price = priceOfInstance(String(inputs.instanceClass));
  if (price === undefined)
    return {
      notPriced: `RDS instances of class ${inputs.instanceClass}: add its price to packages/rehearse/cost/prices.ts`,
    };
  // A standby costs what the primary costs. https://aws.amazon.com/rds/postgresql/pricing/
  const copies = inputs.multiAz === true ? 2 : 1;
  return [fixed(price, copies * hours), fixed("RDS gp3 storage", copies * Number(outputs.allocatedStorage))];
}

/** Properties that a replica inherits from its source, and a restored instance from the one whose backups it restores. */
function fromSource(property: string): (subject: InstanceSubject) => unknown {
  return (subject) => (source(subject) ?? restoredFrom(subject))?.outputs[property];
}
