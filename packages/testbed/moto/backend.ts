/** A state bucket and a secrets key in moto, created with AWS's client. */
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { RehearsedBackend } from "@groundwork/rehearse/lifecycle/workspace";
import type { Moto } from "./server";

const SECRETS = "alias/groundwork-secrets";

/** AWS's clients for the server. */
export function clients(moto: Moto) {
  const given = {
    endpoint: moto.url,
    region: "us-east-1",
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
  };
  return { s3: new S3Client({ ...given, forcePathStyle: true }), kms: new KMSClient(given) };
}

/** Creates a versioned bucket and a key with an alias, as bootstrap does; returns the backend that uses them. */
export async function createBackend(moto: Moto, bucket: string, stack = "dev"): Promise<RehearsedBackend> {
  const { s3, kms } = clients(moto);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  await createKey(kms, SECRETS);
  return {
    url: `s3://${bucket}?region=us-east-1&use_path_style=true`,
    secretsProvider: `awskms:///${SECRETS}?region=us-east-1&context_stack=${stack}`,
    env: moto.env,
  };
}

/** Creates a key with an alias. */
export async function createKey(kms: KMSClient, AliasName: string): Promise<void> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyMetadata?.KeyId }));
}

/** Every version of every object in a bucket, with its content as text. */
export async function everything(s3: S3Client, Bucket: string): Promise<{ key: string; text: string }[]> {
  const found: { key: string; text: string }[] = [];
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, ...marker }),
    );
    for (const { Key, VersionId } of page.Versions ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      found.push({ key: Key ?? "", text: (await Body?.transformToString()) ?? "" });
    }
    const { NextKeyMarker = "", NextVersionIdMarker = "" } = page;
    marker = page.IsTruncated
      ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker }
      : undefined;
  }
  return found;
}
