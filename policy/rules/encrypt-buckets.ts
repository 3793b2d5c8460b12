import { isCustomerManagedKey } from "../keys";
import type { StackPolicy } from "../policy";
import { getList, getValue, UNKNOWN } from "../properties";
import { bucketTypes, filterByType, findBucketResources } from "../relations";

const CONFIGURATIONS = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
];

/** High: by default, S3 decrypts objects for everyone who can read the bucket. */
export const encryptBuckets: StackPolicy = {
  name: "encrypt-buckets",
  level: "mandatory",
  severity: "high",
  description: "Every bucket encrypts its objects with a customer managed key.",
  reason:
    "S3's default encryption decrypts for everyone who can read the bucket; a key adds a permission and an audit log.",
  fix: "Add an aws.s3.BucketServerSideEncryptionConfiguration with aws:kms and kmsMasterKeyId.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-17",
  *checkStack(resources) {
    for (const resource of filterByType(resources, ...bucketTypes)) {
      const rules = findBucketResources(resources, resource, ...CONFIGURATIONS).flatMap(({ properties }) =>
        getList(properties, "rules"),
      );
      const kept = rules.some((rule) => rule === UNKNOWN || usesCustomerManagedKey(rule));
      if (!kept) yield { resource, message: "its objects are not encrypted with a customer managed key" };
    }
  },
};

function usesCustomerManagedKey(rule: unknown): boolean {
  const defaults = getValue(rule, "applyServerSideEncryptionByDefault");
  const algorithm = getValue(defaults, "sseAlgorithm");
  const kms = algorithm === UNKNOWN || String(algorithm).startsWith("aws:kms");
  return kms && isCustomerManagedKey(getValue(defaults, "kmsMasterKeyId"));
}
