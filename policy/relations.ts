/** Finds related resources. */
import type { Resource } from "./policy";
import { getValue, UNKNOWN } from "./properties";

/**
 * Whether the value at a path of a resource refers to the target: by one of the target's identifiers or, if a preview does
 * not know them yet, by a dependency.
 */
export function refersTo(
  resource: Resource,
  path: string,
  target: Resource,
  identifiers: readonly string[],
): boolean {
  const value = getValue(resource.properties, path);
  if (value === UNKNOWN) return resource.dependencies.includes(target.urn);
  const known = identifiers.map((identifier) => getValue(target.properties, identifier));
  if (known.includes(value)) return value !== undefined;
  return known.includes(UNKNOWN) && resource.dependencies.includes(target.urn);
}

/** Returns the resources of the given types. */
export function filterByType(resources: readonly Resource[], ...types: readonly string[]): Resource[] {
  return resources.filter(({ type }) => types.includes(type));
}

/** Type tokens of buckets: the second is an old name of the first. */
export const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;

/** Returns the resources of the given types that refer to a bucket. */
export function findBucketResources(
  resources: readonly Resource[],
  bucket: Resource,
  ...types: string[]
): Resource[] {
  return filterByType(resources, ...types).filter((each) =>
    refersTo(each, "bucket", bucket, ["bucket", "id", "arn"]),
  );
}
