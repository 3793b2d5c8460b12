/** Copies of the objects of a bucket in another bucket (S3 Replication). */
import type * as aws from "@pulumi/aws";
import { usage } from "../../cost/usage";
import { fixed, used } from "../billing";
import type { Cloud } from "../cloud";
import { defineType, type Plain, type Reference, type Subject } from "../resource-type";
import { role, rolePermissions } from "./iam";

const bucketType = "aws:s3/bucket:Bucket";
const versioningType = "aws:s3/bucketVersioning:BucketVersioning";
const bucket: Reference = { type: bucketType, by: "bucket" };
type ReplicationSubject = Subject<Plain<aws.s3.BucketReplicationConfigArgs>>;
type Rule = ReplicationSubject["inputs"]["rules"][number];

/**
 * Metrics of a rule: bytes and operations that wait, operations that failed, and latency.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
 */
const METRICS = 4;

export const resources = {
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": defineType<
    aws.s3.BucketReplicationConfig,
    aws.s3.BucketReplicationConfigArgs
  >({
    replaceOn: ["bucket"],
    unique: ["bucket"],
    importId: ({ bucket: name }) => name,
    references: {
      bucket,
      role,
      // Both can be of another stack. The region of the key is that of the bucket.
      "rules[].destination.bucket": { type: bucketType, by: "arn", mayBeMissing: true },
      "rules[].destination.encryptionConfiguration.replicaKmsKeyId": {
        type: "aws:kms/key:Key",
        by: "arn",
        mayBeMissing: true,
      },
    },
    refuse: replicationProblems,
    outputs: {},
    seconds: { create: 1, delete: 1 },
    price: ({ inputs }) => [
      used("S3 Standard", usage.photosGb),
      used("S3 writes", (2 * usage.photosUploaded) / 1_000),
      // What is new in a month is taken as a tenth of all photos.
      used("Data transfer to another region", usage.photosGb / 10),
      ...inputs.rules.filter(hasMetrics).map(() => fixed("CloudWatch metric", METRICS)),
    ],
    after: [
      {
        first: [versioningType],
        because: "S3 rejects a replication of a bucket that does not keep versions",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
      },
      {
        first: rolePermissions,
        because: "S3 marks objects that its role may not copy yet as failed, and does not try again",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-status.html",
      },
    ],
  }),
};

/**
 * Why S3 rejects a replication.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html
 */
function replicationProblems({ inputs, cloud }: ReplicationSubject): string[] {
  return [
    ...(keepsVersions(cloud, inputs.bucket)
      ? []
      : [`bucket ${inputs.bucket}: versioning must be enabled before a replication`]),
    ...inputs.rules.flatMap((rule, at) => ruleProblems(cloud, rule, `rules[${at}]`)),
  ];
}

function ruleProblems(cloud: Cloud, rule: Rule, at: string): string[] {
  const { destination, sourceSelectionCriteria: criteria } = rule;
  const target = cloud.find(bucketType, destination.bucket, "arn")?.outputs;
  const keyArn = destination.encryptionConfiguration?.replicaKmsKeyId;
  const region = keyArn?.split(":")[3];
  const encrypted = criteria?.sseKmsEncryptedObjects?.status === "Enabled";
  return [
    ...(target && !keepsVersions(cloud, String(target.bucket))
      ? [`${at}.destination.bucket ${target.bucket}: versioning must be enabled in the destination`]
      : []),
    ...(encrypted && !keyArn
      ? [`${at}.destination.encryptionConfiguration is missing: sseKmsEncryptedObjects needs a key there`]
      : []),
    ...(target && region && region !== target.bucketRegion
      ? [
          `${at}.destination.encryptionConfiguration.replicaKmsKeyId is in ${region}; a key in ${target.bucketRegion}, the region of the bucket, is allowed`,
        ]
      : []),
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html
    ...(rule.filter && !rule.deleteMarkerReplication
      ? [
          `${at}.deleteMarkerReplication is missing: a rule with a filter says whether delete markers are copied`,
        ]
      : []),
  ];
}

const hasMetrics = ({ destination }: Rule): boolean => destination.metrics?.status === "Enabled";

const keepsVersions = (cloud: Cloud, name: string): boolean =>
  cloud
    .list(versioningType)
    .some(({ inputs }) => inputs.bucket === name && statusOf(inputs.versioningConfiguration) === "Enabled");

const statusOf = (configuration: unknown): unknown =>
  typeof configuration === "object" && configuration !== null && "status" in configuration
    ? configuration.status
    : undefined;
