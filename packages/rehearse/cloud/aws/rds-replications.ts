/** Automated backups of RDS instances that are replicated to another region. */
import type * as aws from "@pulumi/aws";
import { used } from "../billing";
import type { CloudResource } from "../cloud";
import { defineType, type Plain, type Subject } from "../resource-type";
import { arn } from "./common";
import { lettersOf } from "./ids";
import { key } from "./kms";

const instanceType = "aws:rds/instance:Instance";
const replicationType = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication";
type ReplicationSubject = Subject<Plain<aws.rds.InstanceAutomatedBackupsReplicationArgs>>;

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/AutomatedBackups.Replicating.Enable.html */
const replicationsOfARegion = 20;

export const resources = {
  [replicationType]: defineType<
    aws.rds.InstanceAutomatedBackupsReplication,
    aws.rds.InstanceAutomatedBackupsReplicationArgs
  >({
    id: (subject) => backupArn({ ...subject, id: subject.hex(64) }),
    replaceOn: ["kmsKeyId", "preSignedUrl", "retentionPeriod", "sourceDbInstanceArn"],
    unique: ["sourceDbInstanceArn"],
    // The key can be of another stack.
    references: {
      sourceDbInstanceArn: { type: instanceType, by: "arn" },
      kmsKeyId: { ...key, mayBeMissing: true },
    },
    refuse: replicationProblems,
    defaults: { retentionPeriod: () => 7 },
    outputs: {},
    summary: ["region", "retentionPeriod"],
    seconds: {
      create: 600,
      delete: 120,
      source:
        "an estimate: no log was found. The provider waits until the status is replicating, for 75 minutes at most " +
        "(https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance_automated_backups_replication)",
    },
    price: ({ inputs }, all) => {
      const source = all.find(
        ({ type, outputs }) => type === instanceType && outputs.arn === inputs.sourceDbInstanceArn,
      );
      const gib = Number(source?.outputs.allocatedStorage ?? 20);
      // The first copy has the size of the database. What changes is taken as a tenth of it in a month.
      return [used("RDS backup storage", gib), used("Data transfer to another region", gib / 10)];
    },
  }),
};

const backupArn = arn<ReplicationSubject>(
  "rds",
  ({ id }) => `auto-backup:ab-${lettersOf(id, 39).toLowerCase()}`,
);

/**
 * Why RDS rejects the replication of backups. Only a creation starts one.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StartDBInstanceAutomatedBackupsReplication.html
 */
function replicationProblems({ id, inputs, cloud }: ReplicationSubject): string[] {
  if (cloud.find(replicationType, id)) return [];
  const [, , , from] = inputs.sourceDbInstanceArn.split(":");
  const { region } = cloud.account;
  const source = cloud.find(instanceType, inputs.sourceDbInstanceArn, "arn")?.outputs;
  const others = cloud.list(replicationType).filter(({ outputs }) => outputs.region === region);
  return [
    ...(from === region
      ? [`sourceDbInstanceArn is in ${region}; the region of the replication must be another one`]
      : []),
    ...(source && Number(source.backupRetentionPeriod ?? 0) === 0
      ? [`sourceDbInstanceArn: automated backups of ${source.identifier} are off; they must be on`]
      : []),
    ...(source?.storageEncrypted && !inputs.kmsKeyId
      ? [`kmsKeyId is missing: ${source.identifier} is encrypted, and its backups need a key in ${region}`]
      : []),
    ...(others.length >= replicationsOfARegion
      ? [
          `${region} has backups of ${others.length} instances of other regions; ${replicationsOfARegion} are allowed`,
        ]
      : []),
  ];
}

/** The replicated backups with this ARN, as the instance that a restore from them makes. Undefined if there are none. */
export function replicatedInstance(
  cloud: ReplicationSubject["cloud"],
  replicaArn: string,
): CloudResource | undefined {
  const backups = cloud.find(replicationType, replicaArn)?.outputs;
  const source = backups && cloud.find(instanceType, String(backups.sourceDbInstanceArn), "arn");
  if (!source) return undefined;
  const { kmsKeyId, retentionPeriod: backupRetentionPeriod } = backups;
  return { ...source, outputs: { ...source.outputs, kmsKeyId, backupRetentionPeriod } };
}
