/** Access to the objects of a backend, by the URL that `pulumi login` takes. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { readableAws } from "./aws-errors";
import { openFolder } from "./folder";

/** An object in a listing. */
export interface Entry {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

/** One version of an object. */
export interface Version extends Entry {
  readonly id: string;
  /** True for the current version. */
  readonly latest: boolean;
  /** True for a delete marker, which has no content. */
  readonly deletion: boolean;
}

/** The objects of a backend. Keys are relative to the backend's prefix, such as `.pulumi/meta.yaml`. */
export interface Backend {
  readonly url: string;
  list(prefix: string): Promise<readonly Entry[]>;
  /** Undefined if the object does not exist. */
  read(key: string, version?: string): Promise<string | undefined>;
  write(key: string, content: string): Promise<void>;
  remove(key: string): Promise<void>;
  /** Newest first. */
  versions(key: string): Promise<readonly Version[]>;
}

/** Parses a URL such as `s3://bucket/folder?region=us-east-1&use_path_style=true`. */
function parseBackendUrl(url: string) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "s3:" || parsed.hostname === "") {
    throw new Explained(
      `The backend is ${url || "not set"}; it must be an S3 bucket, as s3://BUCKET?region=REGION, or a folder, as file:///PATH. ` +
        "Set PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml, to the value that `npx --no groundwork bootstrap` printed.",
    );
  }
  const given = parsed.searchParams;
  const folder = parsed.pathname.replaceAll(/^\/+|\/+$/g, "");
  return {
    bucket: parsed.hostname,
    prefix: folder === "" ? "" : `${folder}/`,
    region: given.get("region") ?? process.env.AWS_REGION,
    endpoint: given.get("endpoint") ?? undefined,
    profile: given.get("profile") ?? undefined,
    forcePathStyle: [given.get("use_path_style"), given.get("s3ForcePathStyle")].includes("true"),
  };
}

/** Opens a backend: a folder, or a bucket with the credentials of the shell. */
export function openBackend(url: string): Backend {
  if (url.startsWith("file://")) return openFolder(url);
  const { bucket: Bucket, prefix, region, endpoint, profile, forcePathStyle } = parseBackendUrl(url);
  const client = new S3Client({
    forcePathStyle,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(profile === undefined ? {} : { profile }),
  });
  const at = (key: string) => ({ Bucket, Key: `${prefix}${key}` });
  const explain = <T>(what: string, work: () => Promise<T>) => readableAws(`${what} in ${url}`, work);
  return {
    url,
    list: (folder) =>
      explain(`Listing ${folder}`, async () => {
        const found: Entry[] = [];
        let ContinuationToken: string | undefined;
        do {
          const page = await client.send(
            new ListObjectsV2Command({
              Bucket,
              Prefix: `${prefix}${folder}`,
              ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
            }),
          );
          found.push(...(page.Contents ?? []).map((each) => entry(prefix, each)));
          ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken !== undefined);
        return found;
      }),
    read: (key, version) =>
      explain(`Reading ${key}`, async () => {
        try {
          const VersionId = version === undefined ? {} : { VersionId: version };
          const { Body } = await client.send(new GetObjectCommand({ ...at(key), ...VersionId }));
          return await Body?.transformToString();
        } catch (error) {
          if (error instanceof Error && error.name === "NoSuchKey") return undefined;
          throw error;
        }
      }),
    write: (key, Body) =>
      explain(
        `Writing ${key}`,
        async () => void (await client.send(new PutObjectCommand({ ...at(key), Body }))),
      ),
    remove: (key) =>
      explain(`Removing ${key}`, async () => void (await client.send(new DeleteObjectCommand(at(key))))),
    versions: (key) => explain(`Listing the versions of ${key}`, () => versionsOf(client, at(key), key)),
  };
}

async function versionsOf(client: S3Client, at: { Bucket: string; Key: string }, key: string) {
  const found: Version[] = [];
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (from) {
    const page: ListObjectVersionsCommandOutput = await listPage(client, at, from);
    const kept = (page.Versions ?? []).map((each) => ({ ...each, deletion: false }));
    const deleted = (page.DeleteMarkers ?? []).map((each) => ({ ...each, Size: 0, deletion: true }));
    for (const each of [...kept, ...deleted]) {
      // The listing is by prefix: `dev.json` also returns `dev.json.bak`.
      if (each.Key !== at.Key || each.VersionId === undefined) continue;
      found.push({
        key,
        id: each.VersionId,
        latest: each.IsLatest ?? false,
        deletion: each.deletion,
        size: each.Size ?? 0,
        modified: each.LastModified ?? new Date(0),
      });
    }
    const { NextKeyMarker: KeyMarker = "", NextVersionIdMarker: VersionIdMarker = "" } = page;
    from = page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
  }
  const rank = ({ modified, latest }: Version) => modified.getTime() + (latest ? 1 : 0);
  return found.sort((one, other) => rank(other) - rank(one));
}

function listPage(
  client: S3Client,
  { Bucket, Key }: { Bucket: string; Key: string },
  from: { KeyMarker?: string; VersionIdMarker?: string },
) {
  return client.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key, ...from }));
}

function entry(prefix: string, { Key = "", Size = 0, LastModified = new Date(0) }): Entry {
  return { key: Key.slice(prefix.length), size: Size, modified: LastModified };
}
