/** The bucket of the photos, with the versions of its objects. */
import {
  CopyObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import { readableAws } from "@groundwork/state/aws-errors";
import type { ObjectCopy, ObjectVersion } from "./photos";

/** What a restore of photos does with a bucket. */
export interface PhotoStore {
  /** The versions of all objects under a prefix, by key. */
  versions(prefix: string): Promise<ReadonlyMap<string, readonly ObjectVersion[]>>;
  /** Copies a version over its object. Returns false if the object is a copy of this version already. */
  bringBack(copy: ObjectCopy): Promise<boolean>;
}

/** Metadata of a copy: the version that it was made from, so that an interrupted restore does not copy it again. */
const RESTORED_FROM = "restored-from-version";

/** Opens a bucket with the credentials of the shell. */
export function openPhotoStore(bucket: string, region: string, { forcePathStyle = false } = {}): PhotoStore {
  const client = new S3Client({ region, forcePathStyle });
  const explain = <T>(what: string, work: () => Promise<T>) => readableAws(`${what} in ${bucket}`, work);
  return {
    versions: (prefix) => explain("Listing the versions", () => listVersions(client, bucket, prefix)),
    bringBack: ({ key: Key, version, isOverwritten }) =>
      explain(`Copying ${Key}`, async () => {
        const at = { Bucket: bucket, Key };
        if (isOverwritten) {
          const { Metadata } = await client.send(new HeadObjectCommand(at));
          if (Metadata?.[RESTORED_FROM] === version) return false;
        }
        const { ContentType, CacheControl, ContentDisposition, Metadata } = await client.send(
          new HeadObjectCommand({ ...at, VersionId: version }),
        );
        await client.send(
          new CopyObjectCommand({
            ...at,
            CopySource: `${bucket}/${encodeURIComponent(Key)}?versionId=${version}`,
            MetadataDirective: "REPLACE",
            Metadata: { ...Metadata, [RESTORED_FROM]: version },
            ...(ContentType === undefined ? {} : { ContentType }),
            ...(CacheControl === undefined ? {} : { CacheControl }),
            ...(ContentDisposition === undefined ? {} : { ContentDisposition }),
          }),
        );
        return true;
      }),
  };
}

async function listVersions(client: S3Client, Bucket: string, Prefix: string) {
  const found = new Map<string, ObjectVersion[]>();
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (from) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket, Prefix, ...from }),
    );
    const kept = (page.Versions ?? []).map((each) => ({ ...each, isDeletion: false }));
    const deleted = (page.DeleteMarkers ?? []).map((each) => ({ ...each, isDeletion: true }));
    for (const { Key = "", VersionId: id = "", LastModified, IsLatest, isDeletion } of [
      ...kept,
      ...deleted,
    ]) {
      const version = { id, modified: LastModified ?? new Date(0), isLatest: IsLatest ?? false, isDeletion };
      const others = found.get(Key);
      if (others) others.push(version);
      else found.set(Key, [version]);
    }
    const { NextKeyMarker: KeyMarker = "", NextVersionIdMarker: VersionIdMarker = "" } = page;
    from = page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
  }
  return found;
}
