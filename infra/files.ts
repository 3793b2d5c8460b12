import * as pulumi from "@pulumi/pulumi";
import { createPrivateBucket, type PrivateBucketArgs } from "./private-bucket";

/** Arguments of {@link Files}. Changes are applied in place unless noted otherwise. */
export interface FilesArgs extends Pick<PrivateBucketArgs, "keyArn" | "deletionProtection"> {
  /**
   * Days for which overwritten and deleted files are kept.
   *
   * @default 30
   */
  readonly keepDeletedDays?: number | undefined;
}

/** The logical name of an application's bucket. The account's policies allow buckets whose names begin so (account/policies/scope.ts). */
const nameOfFiles = (application: string): string => `files-${application}`;

/** A private bucket for the files of an application. */
export class Files extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;

  constructor(application: string, args: FilesArgs, opts?: pulumi.ComponentResourceOptions) {
    const name = nameOfFiles(application);
    super("groundwork:infra:Files", name, {}, opts);
    const { keepDeletedDays = 30, ...others } = args;
    const { bucket } = createPrivateBucket(
      name,
      { ...others, keepDeletedDays, lifecycleRule: "forget-deleted-files" },
      this,
    );
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    const { bucketName, bucketArn } = this;
    this.registerOutputs({ bucketName, bucketArn });
  }
}
