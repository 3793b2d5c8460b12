import type { StackPolicy } from "../policy";
import { getValue, mayEqual } from "../properties";
import { bucketTypes, filterByType, findBucketResources } from "../relations";

const SETTINGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** Critical: with all four settings, no later policy or ACL can make a bucket public by mistake. */
export const blockPublicBuckets: StackPolicy = {
  name: "block-public-buckets",
  level: "mandatory",
  severity: "critical",
  description: "Every bucket blocks public access with all four settings.",
  reason: "Otherwise a single line in a policy or an ACL can make its objects public.",
  fix: "Add an aws.s3.BucketPublicAccessBlock for the bucket with all four settings true.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8",
  *checkStack(resources) {
    for (const resource of filterByType(resources, ...bucketTypes)) {
      const blocks = findBucketResources(
        resources,
        resource,
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      );
      if (blocks.length === 0) yield { resource, message: "it has no public access block" };
      const off = SETTINGS.filter(
        (name) => !blocks.every(({ properties }) => mayEqual(getValue(properties, name), true)),
      );
      if (off.length > 0)
        yield { resource, message: `its public access block does not enable ${off.join(" and ")}` };
    }
  },
};
