import type * as aws from "@pulumi/aws";
import { defineType, type Plain, type Subject } from "../resource-type";
import { arn, empty, tagsAll } from "./common";
import { instanceType } from "./rds-refusals";

export const snapshotType = "aws:rds/snapshot:Snapshot";

export const resources = {
  [snapshotType]: defineType<aws.rds.Snapshot, aws.rds.SnapshotArgs>({
    unique: ["dbSnapshotIdentifier"],
    replaceOn: ["dbInstanceIdentifier", "dbSnapshotIdentifier"],
    importId: ({ dbSnapshotIdentifier }) => dbSnapshotIdentifier,
    references: { dbInstanceIdentifier: { type: instanceType, by: "identifier" } },
    outputs: {
      allocatedStorage: ofInstance("allocatedStorage"),
      availabilityZone: ofInstance("availabilityZone"),
      dbSnapshotArn: arn("rds", ({ inputs }) => `snapshot:${inputs.dbSnapshotIdentifier}`),
      encrypted: ofInstance("storageEncrypted"),
      engine: ofInstance("engine"),
      engineVersion: ofInstance("engineVersion"),
      iops: () => 0,
      kmsKeyId: ofInstance("kmsKeyId"),
      licenseModel: () => "postgresql-license",
      optionGroupName: empty,
      port: ofInstance("port"),
      snapshotType: () => "manual",
      sourceDbSnapshotIdentifier: empty,
      sourceRegion: empty,
      status: () => "available",
      storageType: ofInstance("storageType"),
      tagsAll,
      vpcId: empty,
    },
    seconds: { create: 120, delete: 5, source: "an estimate: it depends on the size of the database" },
    price: {
      notPriced:
        "RDS snapshots: backup storage up to the size of the database is free while the database exists",
    },
  }),
};

/** What a snapshot takes over from its instance. */
function ofInstance(property: string) {
  return ({ inputs, cloud }: Subject<Plain<aws.rds.SnapshotArgs>>): unknown =>
    cloud.find(instanceType, inputs.dbInstanceIdentifier, "identifier")?.outputs[property];
}
