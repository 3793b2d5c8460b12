/** Documented refusals of S3 buckets and their configurations. */
import { policy, type RefusalTable, text } from "./table";

const api = "https://docs.aws.amazon.com/AmazonS3/latest/API";
const guide = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
const lifecycle = (rule: Record<string, unknown>) => ({ rules: [{ id: "old", status: "Enabled", filter: {}, ...rule }] });
const expires = { expiration: { days: 365 } };
const onBucket = (resource: string, more = {}) => ({ policy: policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: resource, ...more }) });

export const storage: readonly RefusalTable[] = [
  {
    type: "aws:s3/bucket:Bucket",
    source: `${guide}/bucketnamingrules.html`,
    valid: { bucket: "groundwork-orders" },
    rows: [
      { kind: "text not allowed", title: "two dots in a bucket's name", refused: { bucket: "a..b" }, accepted: { bucket: "a.b" }, names: "bucket" },
      { kind: "text not allowed", title: "a capital letter in a bucket's name", refused: { bucket: "Orders-groundwork" }, accepted: { bucket: "orders-groundwork" }, names: "bucket" },
      { kind: "text not allowed", title: "a bucket's name of two characters", refused: { bucket: "ab" }, accepted: { bucket: "abc" }, names: "bucket" },
      { kind: "text not allowed", title: "a bucket's name of 64 characters", refused: { bucket: text(64) }, accepted: { bucket: text(63) }, names: "bucket" },
      { kind: "text not allowed", title: "an address as a bucket's name", refused: { bucket: "192.168.5.4" }, accepted: { bucket: "192.168.5.orders" }, names: "bucket" },
      { kind: "text not allowed", title: "an underscore in a bucket's name", refused: { bucket: "groundwork_orders" }, accepted: {}, names: "bucket" },
      { kind: "text not allowed", title: "a hyphen at the end of a bucket's name", refused: { bucket: "groundwork-orders-" }, accepted: {}, names: "bucket" },
      { kind: "text not allowed", title: "a bucket's name that begins with xn--", refused: { bucket: "xn--orders" }, accepted: { bucket: "xn-orders" }, names: "bucket" },
      { kind: "text not allowed", title: "a bucket's name that ends like an access point's alias", refused: { bucket: "orders-s3alias" }, accepted: { bucket: "orders-s3-alias" }, names: "bucket" },
      { kind: "text not allowed", title: "a bucket's name with a reserved prefix", refused: { bucket: "sthree-orders" }, accepted: { bucket: "s3-orders" }, names: "bucket" },
      { kind: "conflict with another resource", title: "a bucket's name that is taken", refused: { bucket: "groundwork-photos" }, accepted: {}, names: "groundwork-photos" },
    ],
  },
  {
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    source: `${guide}/lifecycle-transition-general-considerations.html`,
    valid: { bucket: "<bucket.id>", ...lifecycle(expires) },
    rows: [
      { kind: "number out of its range", title: "infrequent access after 29 days", refused: lifecycle({ transitions: [{ days: 29, storageClass: "STANDARD_IA" }] }), accepted: lifecycle({ transitions: [{ days: 30, storageClass: "STANDARD_IA" }] }), names: "transitions" },
      {
        kind: "inputs contradict each other",
        title: "an expiration before the transition",
        refused: lifecycle({ transitions: [{ days: 90, storageClass: "GLACIER" }], expiration: { days: 60 } }),
        accepted: lifecycle({ transitions: [{ days: 90, storageClass: "GLACIER" }], expiration: { days: 120 } }),
        names: "expiration",
        source: `${guide}/intro-lifecycle-rules.html`,
      },
      { kind: "not in the list of values", title: "an unknown status", refused: lifecycle({ ...expires, status: "On" }), accepted: lifecycle({ ...expires, status: "Disabled" }), names: "status", source: `${api}/API_LifecycleRule.html` },
      { kind: "not in the list of values", title: "an unknown storage class", refused: lifecycle({ transitions: [{ days: 30, storageClass: "COLD" }] }), accepted: lifecycle({ transitions: [{ days: 30, storageClass: "DEEP_ARCHIVE" }] }), names: "storageClass", source: `${api}/API_Transition.html` },
      { kind: "number out of its range", title: "expiration after no day", refused: lifecycle({ expiration: { days: 0 } }), accepted: lifecycle({ expiration: { days: 1 } }), names: "expiration", source: `${api}/API_LifecycleExpiration.html` },
      { kind: "inputs contradict each other", title: "an expiration in days and at a date", refused: lifecycle({ expiration: { days: 1, date: "2030-01-01T00:00:00Z" } }), accepted: lifecycle({ expiration: { date: "2030-01-01T00:00:00Z" } }), names: "expiration", source: `${api}/API_LifecycleExpiration.html` },
      {
        kind: "inputs contradict each other",
        title: "two rules of one id",
        refused: { rules: [...lifecycle(expires).rules, ...lifecycle(expires).rules] },
        accepted: { rules: [...lifecycle(expires).rules, ...lifecycle({ id: "older", ...expires }).rules] },
        names: "id",
        source: `${api}/API_PutBucketLifecycleConfiguration.html`,
      },
      { kind: "text not allowed", title: "a rule's id of 256 characters", refused: lifecycle({ ...expires, id: text(256) }), accepted: lifecycle({ ...expires, id: text(255) }), names: "id", source: `${api}/API_LifecycleRule.html` },
      { kind: "required input missing", title: "a rule without an action", refused: lifecycle({}), accepted: {}, names: "rules", source: `${api}/API_PutBucketLifecycleConfiguration.html` },
    ],
  },
  {
    type: "aws:s3/bucketVersioning:BucketVersioning",
    source: `${api}/API_VersioningConfiguration.html`,
    valid: { bucket: "<bucket.id>", versioningConfiguration: { status: "Enabled" } },
    rows: [
      { kind: "not in the list of values", title: "an unknown status of versions", refused: { versioningConfiguration: { status: "On" } }, accepted: { versioningConfiguration: { status: "Suspended" } }, names: "status" },
      { kind: "reference to nothing", title: "versions of a bucket that does not exist", refused: { bucket: "groundwork-nothing" }, accepted: {}, names: "bucket" },
    ],
  },
  {
    type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    source: `${api}/API_OwnershipControlsRule.html`,
    valid: { bucket: "<bucket.id>", rule: { objectOwnership: "BucketOwnerEnforced" } },
    rows: [{ kind: "not in the list of values", title: "an unknown ownership", refused: { rule: { objectOwnership: "BucketOwner" } }, accepted: { rule: { objectOwnership: "BucketOwnerPreferred" } }, names: "objectOwnership" }],
  },
  {
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    source: `${api}/API_ServerSideEncryptionByDefault.html`,
    valid: { bucket: "<bucket.id>", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    rows: [
      { kind: "not in the list of values", title: "an unknown algorithm", refused: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES128" } }] }, accepted: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] }, names: "sseAlgorithm" },
      {
        kind: "inputs contradict each other",
        title: "a key of KMS with AES256",
        refused: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "<key.arn>" } }] },
        accepted: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "<key.arn>" } }] },
        names: "kmsMasterKeyId",
      },
    ],
  },
  {
    type: "aws:s3/bucketPolicy:BucketPolicy",
    source: `${guide}/troubleshooting-bucket-policy.html`,
    valid: { bucket: "<bucket.id>", ...onBucket("<bucket.arn>/*") },
    rows: [
      { kind: "document not accepted", title: "a policy of another bucket", refused: onBucket("arn:aws:s3:::groundwork-orders/*"), accepted: {}, names: "Resource" },
      { kind: "document not accepted", title: "a bucket policy without a principal", refused: onBucket("<bucket.arn>/*", { Principal: undefined }), accepted: {}, names: "Principal" },
      {
        kind: "document not accepted",
        title: "a bucket policy over 20 KB",
        refused: onBucket("<bucket.arn>/*", {
          Condition: { StringEquals: { "aws:PrincipalArn": text(20_480) } },
        }),
        accepted: onBucket("<bucket.arn>/*", {
          Condition: { StringEquals: { "aws:PrincipalArn": text(20_000) } },
        }),
        names: "policy",
        source: `${guide}/add-bucket-policy.html`,
      },
      {
        kind: "conflict with another resource",
        title: "a public policy where public policies are blocked",
        refused: onBucket("<bucket.arn>/*", { Effect: "Allow", Action: "s3:GetObject" }),
        accepted: onBucket("<bucket.arn>/*", {
          Effect: "Allow",
          Action: "s3:GetObject",
          Principal: { AWS: "arn:aws:iam::111122223333:root" },
        }),
        names: "policy",
        source: `${guide}/access-control-block-public-access.html`,
        before: [
          {
            type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            inputs: { bucket: "<bucket.id>", blockPublicPolicy: true },
          },
        ],
      },
    ],
  },
  {
    type: "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    source: `${guide}/ManageCorsUsing.html`,
    valid: { bucket: "<bucket.id>", corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["https://shop.example"] }] },
    rows: [
      { kind: "not in the list of values", title: "a method that CORS of S3 does not have", refused: { corsRules: [{ allowedMethods: ["PATCH"], allowedOrigins: ["*"] }] }, accepted: { corsRules: [{ allowedMethods: ["PUT"], allowedOrigins: ["*"] }] }, names: "allowedMethods" },
      { kind: "text not allowed", title: "an origin with two asterisks", refused: { corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["https://*.shop.*"] }] }, accepted: { corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["https://*.shop.example"] }] }, names: "allowedOrigins" },
    ],
  },
];
