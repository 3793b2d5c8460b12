import { isCustomerKey } from "../keys";
import type { StackPolicy } from "../policy";
import { at, listAt, UNKNOWN } from "../properties";
import { aboutBucket, bucketTypes, ofTypes } from "../relations";

const CONFIGURATIONS = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
];

/** High: S3 encrypts everything, but with a key that everyone who reaches the bucket may use. */
export const encryptBuckets: StackPolicy = {
  name: "encrypt-buckets",
  level: "mandatory",
  severity: "high",
  demands: "Every bucket encrypts its objects with a key of the customer's own.",
  reason:
    "S3's own encryption opens for whoever may read the bucket; a key is a second lock with its own log.",
  fix: "Add an aws.s3.BucketServerSideEncryptionConfiguration with aws:kms and kmsMasterKeyId.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-17",
  *checkStack(resources) {
    for (const resource of ofTypes(resources, ...bucketTypes)) {
      const rules = aboutBucket(resources, resource, ...CONFIGURATIONS).flatMap(({ properties }) =>
        listAt(properties, "rules"),
      );
      const kept = rules.some((rule) => rule === UNKNOWN || isKept(rule));
      if (!kept)
        yield { resource, message: "its objects are not encrypted with a key of the customer's own" };
    }
  },
};

function isKept(rule: unknown): boolean {
  const defaults = at(rule, "applyServerSideEncryptionByDefault");
  const algorithm = at(defaults, "sseAlgorithm");
  const kms = algorithm === UNKNOWN || String(algorithm).startsWith("aws:kms");
  return kms && isCustomerKey(at(defaults, "kmsMasterKeyId"));
}
