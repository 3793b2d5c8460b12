/** Types that hold data, or the keys without which it cannot be read, and the cluster that everything runs in. */
export const dataTypes: readonly string[] = [
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:eks/cluster:Cluster",
  "aws:dynamodb/table:Table",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:kms/key:Key",
  "aws:secretsmanager/secret:Secret",
];

/**
 * Whether losing a resource of this type loses data. The policy protect-from-deletion asks for guards on these types, and
 * `groundwork upgrade` rejects a step that would replace or delete one.
 */
export function holdsData(type: string): boolean {
  return dataTypes.includes(type);
}
