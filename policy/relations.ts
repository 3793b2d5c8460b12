/** Which resource another one is about. */
import type { Resource } from "./policy";
import { at, UNKNOWN } from "./properties";

/**
 * Whether what stands at a path of a resource is another resource: by one of its identifiers or, while a preview knows
 * none yet, because its properties come from there.
 */
export function isAbout(
  resource: Resource,
  path: string,
  target: Resource,
  identifiers: readonly string[],
): boolean {
  const value = at(resource.properties, path);
  if (value === UNKNOWN) return resource.dependencies.includes(target.urn);
  const known = identifiers.map((identifier) => at(target.properties, identifier));
  if (known.includes(value)) return value !== undefined;
  return known.includes(UNKNOWN) && resource.dependencies.includes(target.urn);
}

/** The resources of the given types. */
export function ofTypes(resources: readonly Resource[], ...types: readonly string[]): Resource[] {
  return resources.filter(({ type }) => types.includes(type));
}

/** The tokens under which buckets go: the second is an old name of the first. */
export const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;

/** The resources of the given types that are about a bucket. */
export function aboutBucket(
  resources: readonly Resource[],
  bucket: Resource,
  ...types: string[]
): Resource[] {
  return ofTypes(resources, ...types).filter((each) =>
    isAbout(each, "bucket", bucket, ["bucket", "id", "arn"]),
  );
}
