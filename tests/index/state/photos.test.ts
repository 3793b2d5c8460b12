/** Photos that are brought back from the versions of a bucket, in moto. */

import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { openPhotoStore } from "@groundwork/delivery/restore/photo-store";
import { restorePhotos } from "@groundwork/delivery/restore/restore-photos";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import { restoredData } from "../../../applications/restored-data";

const Bucket = "photos";
const keys = ["originals/there.png", "originals/deleted one.png", "originals/overwritten.png"];
const [there = "", deleted = "", overwritten = ""] = keys;
let moto: Moto;
let client: S3Client;
beforeAll(async () => {
  moto = await startMoto();
  Object.assign(process.env, moto.env);
  client = new S3Client({ region: "us-east-1", forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
  for (const Key of [...keys, "thumbnails/there.webp", "originals/orphan.png"])
    await put(Key, `content of ${Key}`);
}, 120_000);
afterAll(async () => {
  client?.destroy();
  await moto?.stop();
});

const put = (Key: string, Body: string) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "image/png", CacheControl: "private" }));
const get = async (Key: string) => {
  const { Body, ContentType, CacheControl } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return { text: await Body?.transformToString(), ContentType, CacheControl };
};

async function restored(since?: Date): Promise<readonly string[]> {
  const lines: string[] = [];
  await restorePhotos({
    rows: restoredData.photos,
    run: async () => keys.map((key) => ({ id: key, object_key: key })),
    login: { host: "h", password: "p" },
    store: openPhotoStore(Bucket, "us-east-1", { forcePathStyle: true }),
    since,
    log: (line) => lines.push(line),
  });
  return lines;
}

test("deleted and overwritten photos are as they were, and a second run copies nothing", async () => {
  // Times of S3 have seconds.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const since = new Date();
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await client.send(new DeleteObjectCommand({ Bucket, Key: deleted }));
  await put(overwritten, "something else");

  expect((await restored()).at(-1)).toBe("Brought back 1; 0 were brought back before.");
  expect(await get(deleted)).toEqual({
    text: `content of ${deleted}`,
    ContentType: "image/png",
    CacheControl: "private",
  });
  expect((await get(overwritten)).text).toBe("something else");

  const lines = await restored(since);
  expect((await get(overwritten)).text).toBe(`content of ${overwritten}`);
  expect((await get(there)).text).toBe(`content of ${there}`);
  expect(lines.join("\n")).toContain("originals/orphan.png");
  expect(lines.join("\n")).not.toContain("thumbnails/");
  expect((await restored(since)).at(-1)).toMatch(/^Brought back 0;/);
});

test("a bucket that does not exist is an error with the next step", async () => {
  const store = openPhotoStore("missing", "us-east-1", { forcePathStyle: true });
  await expect(store.versions("originals/")).rejects.toThrow("The bucket does not exist");
});
