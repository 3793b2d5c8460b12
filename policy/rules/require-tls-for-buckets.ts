import type { StackPolicy } from "../policy";
import { getValue, UNKNOWN } from "../properties";
import { bucketTypes, filterByType, findBucketResources } from "../relations";
import { deniesPlainHttp, parseStatements } from "../statements";

/** High: S3 accepts plain HTTP unless the bucket's policy denies it. */
export const requireTlsForBuckets: StackPolicy = {
  name: "require-tls-for-buckets",
  level: "mandatory",
  severity: "high",
  description: "Every bucket denies requests without TLS.",
  reason: "Otherwise objects and reusable signatures are sent in plain text.",
  fix: 'Deny s3:* to principal "*" in the bucket\'s policy where aws:SecureTransport is false.',
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5",
  *checkStack(resources) {
    for (const resource of filterByType(resources, ...bucketTypes)) {
      const policies = findBucketResources(resources, resource, "aws:s3/bucketPolicy:BucketPolicy").map(
        ({ properties }) => getValue(properties, "policy"),
      );
      const kept = policies.some(
        (policy) =>
          policy === UNKNOWN ||
          parseStatements(policy).some(
            (statement) =>
              deniesPlainHttp(statement, ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]) &&
              // The statement must cover both the bucket and its objects.
              statement.resources.some((each) => each === "*" || each.endsWith("/*")) &&
              statement.resources.some((each) => each === "*" || !each.endsWith("/*")),
          ),
      );
      if (!kept) yield { resource, message: "it accepts requests without TLS" };
    }
  },
};
