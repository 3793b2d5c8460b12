import type { StackPolicy } from "../policy";
import { at, UNKNOWN } from "../properties";
import { aboutBucket, bucketTypes, ofTypes } from "../relations";
import { refusesPlainHttp, statementsOf } from "../statements";

/** High: S3 answers plain HTTP unless the bucket's policy refuses it. */
export const requireTlsForBuckets: StackPolicy = {
  name: "require-tls-for-buckets",
  level: "mandatory",
  severity: "high",
  demands: "Every bucket refuses requests without TLS.",
  reason: "Otherwise objects, and signatures that can be used again, travel readably.",
  fix: 'Deny s3:* to principal "*" in the bucket\'s policy where aws:SecureTransport is false.',
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5",
  *checkStack(resources) {
    for (const resource of ofTypes(resources, ...bucketTypes)) {
      const policies = aboutBucket(resources, resource, "aws:s3/bucketPolicy:BucketPolicy").map(
        ({ properties }) => at(properties, "policy"),
      );
      const kept = policies.some(
        (policy) =>
          policy === UNKNOWN ||
          statementsOf(policy).some(
            (statement) =>
              refusesPlainHttp(statement, ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]) &&
              // The bucket is one resource, its objects are others.
              statement.resources.some((each) => each === "*" || each.endsWith("/*")) &&
              statement.resources.some((each) => each === "*" || !each.endsWith("/*")),
          ),
      );
      if (!kept) yield { resource, message: "it answers requests without TLS" };
    }
  },
};
