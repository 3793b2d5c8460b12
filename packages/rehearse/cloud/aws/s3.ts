import type * as aws from "@pulumi/aws";
import { usage } from "../../cost/usage";
import { used } from "../billing";
import type { Cloud } from "../cloud";
import { defineType, type Reference } from "../resource-type";
import { dnsSuffix, empty, partition, tagsAll } from "./common";
import { policyProblems, sizeProblems, textOf } from "./iam";
import { key } from "./kms";
import * as replication from "./s3-replication";

const bucket: Reference = { type: "aws:s3/bucket:Bucket", by: "bucket" };

/** A resource that configures a bucket. A bucket has at most one of each type. Deleting it restores S3's default. */
const setting = {
  replaceOn: ["bucket"] as const,
  references: { bucket },
  unique: ["bucket"] as const,
  importId: (inputs: { bucket?: string | undefined }) => inputs.bucket,
  price: { partOf: bucket.type },
};
const seconds = { create: 1, delete: 1 };

export const resources = {
  "aws:s3/bucket:Bucket": defineType<aws.s3.Bucket, aws.s3.BucketArgs>({
    autoName: { property: "bucket", maxLength: 63 },
    unique: ["bucket"],
    replaceOn: ["bucket", "bucketNamespace"],
    importId: ({ bucket: name }) => name,
    outputs: {
      arn: ({ inputs, cloud }) => `arn:${partition(cloud)}:s3:::${inputs.bucket}`,
      bucketDomainName: ({ inputs, cloud }) => `${inputs.bucket}.s3.${dnsSuffix(cloud)}`,
      bucketRegion: ({ cloud }) => cloud.account.region,
      bucketRegionalDomainName: ({ inputs, cloud }) =>
        `${inputs.bucket}.s3.${cloud.account.region}.${dnsSuffix(cloud)}`,
      hostedZoneId: () => "Z3AQBSTGFYJSTF",
      tagsAll,
      websiteDomain: empty,
      websiteEndpoint: empty,
    },
    seconds: { create: 3, delete: 2 },
    price: () => [
      used("S3 Standard", usage.photosGb),
      used("S3 writes", (2 * usage.photosUploaded) / 1_000),
      used("S3 reads", usage.photosViewed / 1_000),
    ],
  }),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": defineType<
    aws.s3.BucketOwnershipControls,
    aws.s3.BucketOwnershipControlsArgs
  >({ ...setting, outputs: {}, seconds }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": defineType<
    aws.s3.BucketPublicAccessBlock,
    aws.s3.BucketPublicAccessBlockArgs
  >({ ...setting, outputs: {}, seconds }),
  "aws:s3/bucketPolicy:BucketPolicy": defineType<aws.s3.BucketPolicy, aws.s3.BucketPolicyArgs>({
    ...setting,
    refuse: ({ inputs }) => [
      ...policyProblems("policy", inputs.policy),
      // 20 KB: https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
      ...sizeProblems("policy", Buffer.byteLength(textOf(inputs.policy)), 20_480),
    ],
    outputs: {},
    seconds,
    after: [
      {
        first: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
        because:
          "S3 returns OperationAborted if a policy and a public access block are created at the same time",
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/7628",
      },
    ],
  }),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": defineType<
    aws.s3.BucketServerSideEncryptionConfiguration,
    aws.s3.BucketServerSideEncryptionConfigurationArgs
  >({
    ...setting,
    references: { bucket, "rules[].applyServerSideEncryptionByDefault.kmsMasterKeyId": key },
    outputs: {},
    seconds,
  }),
  "aws:s3/bucketVersioning:BucketVersioning": defineType<
    aws.s3.BucketVersioning,
    aws.s3.BucketVersioningArgs
  >({
    ...setting,
    outputs: {},
    seconds,
  }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": defineType<
    aws.s3.BucketLifecycleConfiguration,
    aws.s3.BucketLifecycleConfigurationArgs
  >({
    ...setting,
    outputs: {},
    seconds: {
      create: 32,
      delete: 1,
      source:
        "the provider waits until S3 has answered with the same rules three times, 10 s apart: " +
        "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/s3/bucket_lifecycle_configuration.go",
    },
    after: [
      {
        first: ["aws:s3/bucketVersioning:BucketVersioning"],
        because: "rules for noncurrent versions require that versioning is enabled",
        source:
          "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_lifecycle_configuration",
      },
    ],
  }),
  "aws:s3/bucketNotification:BucketNotification": defineType<
    aws.s3.BucketNotification,
    aws.s3.BucketNotificationArgs
  >({
    ...setting,
    references: {
      bucket,
      "lambdaFunctions[].lambdaFunctionArn": { type: "aws:lambda/function:Function", by: "arn" },
    },
    // S3 verifies that it can invoke the function.
    refuse: ({ inputs, cloud }) =>
      (inputs.lambdaFunctions ?? [])
        .map(({ lambdaFunctionArn = "" }) => lambdaFunctionArn)
        .filter((target) => !mayStart(cloud, target))
        .map((target) => `S3 may not invoke ${target}: it has no Permission for s3.amazonaws.com`),
    outputs: {},
    seconds,
    after: [
      {
        first: ["aws:sqs/queuePolicy:QueuePolicy"],
        because:
          "S3 checks that it can invoke the function, and sees a new Permission some seconds late; the provider does not repeat the call. The policy of a queue follows the Permission and takes about 25 s",
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/19088",
      },
    ],
  }),
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": defineType<
    aws.s3.BucketCorsConfiguration,
    aws.s3.BucketCorsConfigurationArgs
  >({ ...setting, outputs: {}, seconds }),
  "aws:s3/bucketLogging:BucketLogging": defineType<aws.s3.BucketLogging, aws.s3.BucketLoggingArgs>({
    ...setting,
    references: { bucket, targetBucket: bucket },
    outputs: {},
    seconds,
  }),
  ...replication.resources,
};

function mayStart(cloud: Cloud, functionArn: string): boolean {
  const name = cloud.find("aws:lambda/function:Function", functionArn, "arn")?.outputs.name;
  return cloud
    .list("aws:lambda/permission:Permission")
    .some(({ inputs }) => inputs.function === name && inputs.principal === "s3.amazonaws.com");
}
