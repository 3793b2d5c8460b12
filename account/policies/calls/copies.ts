import { type CallsByType, callsOf } from "./type";

/** Copies in a second region (docs/region-lost.md). */
export const copies: CallsByType = {
  // In the region of the copy; the provider reads the instance in its own region while it stops one.
  "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": callsOf("rds", {
    create: "StartDBInstanceAutomatedBackupsReplication kms:CreateGrant kms:DescribeKey",
    read: "DescribeDBInstanceAutomatedBackups",
    // Every change of an input replaces a copy.
    update: "",
    delete: "StopDBInstanceAutomatedBackupsReplication DescribeDBInstances",
  }),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": callsOf("s3", {
    create: "PutReplicationConfiguration iam:PassRole",
    read: "GetReplicationConfiguration",
    update: "PutReplicationConfiguration iam:PassRole",
    delete: "PutReplicationConfiguration",
  }),
};
