import { type CallsByType, callsOf } from "./type";

/** A part of a bucket's configuration. S3 has no separate permission to delete it; deleting needs the permission to change it. */
const part = (get: string, put: string) =>
  callsOf("s3", { create: put, read: get, update: put, delete: put });

export const buckets: CallsByType = {
  // The provider reads the whole configuration of a bucket.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
  "aws:s3/bucket:Bucket": callsOf("s3", {
    create: "CreateBucket PutBucketTagging TagResource",
    read: `ListBucket GetBucketLocation GetBucketAcl GetBucketCORS GetBucketLogging GetBucketObjectLockConfiguration
      GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite
      GetAccelerateConfiguration GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration
      ListTagsForResource`,
    update: "PutBucketTagging TagResource UntagResource",
    // With forceDestroy, every version of every object.
    delete: "DeleteBucket ListBucketVersions DeleteObject DeleteObjectVersion",
  }),
  "aws:s3/bucketPolicy:BucketPolicy": callsOf("s3", {
    create: "PutBucketPolicy",
    read: "GetBucketPolicy",
    update: "PutBucketPolicy",
    delete: "DeleteBucketPolicy",
  }),
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": part("GetBucketCORS", "PutBucketCORS"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": part(
    "GetLifecycleConfiguration",
    "PutLifecycleConfiguration",
  ),
  "aws:s3/bucketNotification:BucketNotification": part("GetBucketNotification", "PutBucketNotification"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": part(
    "GetBucketOwnershipControls",
    "PutBucketOwnershipControls",
  ),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": part(
    "GetBucketPublicAccessBlock",
    "PutBucketPublicAccessBlock",
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": part(
    "GetEncryptionConfiguration",
    "PutEncryptionConfiguration",
  ),
  "aws:s3/bucketVersioning:BucketVersioning": part("GetBucketVersioning", "PutBucketVersioning"),
};
