import type { StackPolicy } from "../policy";
import { at, isOrMayBe } from "../properties";
import { aboutBucket, bucketTypes, ofTypes } from "../relations";

const SWITCHES = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** Critical: with all four switches on, no later policy or ACL can open a bucket by mistake. */
export const blockPublicBuckets: StackPolicy = {
  name: "block-public-buckets",
  level: "mandatory",
  severity: "critical",
  demands: "Every bucket blocks public access, in all four ways.",
  reason: "Otherwise one line in a policy or an ACL, now or later, shows its objects to the world.",
  fix: "Add an aws.s3.BucketPublicAccessBlock for the bucket with all four switches true.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8",
  *checkStack(resources) {
    for (const resource of ofTypes(resources, ...bucketTypes)) {
      const blocks = aboutBucket(
        resources,
        resource,
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      );
      if (blocks.length === 0) yield { resource, message: "nothing blocks public access" };
      const off = SWITCHES.filter(
        (name) => !blocks.every(({ properties }) => isOrMayBe(at(properties, name), true)),
      );
      if (off.length > 0) yield { resource, message: `${off.join(" and ")} of its block is not on` };
    }
  },
};
