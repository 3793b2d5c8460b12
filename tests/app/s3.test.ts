import type { S3Event } from "aws-lambda";
import sharp from "sharp";
import { S3Store } from "../../app/src/storage/s3";
import { eventually, type GalleryClient } from "./client";
import { forLoad, Stage } from "./galleries";
import { figures, pause, startLoad } from "./load";
import { hasMoto, openS3, type S3Server } from "./moto";
import { jpeg } from "./pictures";

const present = hasMoto();
if (!present) {
  process.stdout.write("    S3 is not tested here: `pip install 'moto[server]'` brings the server for it\n");
}

test("S3 is tested wherever CI=true", () => {
  expect(present || process.env.CI !== "true").toBe(true);
});

(present ? describe : describe.skip)("photos in S3", () => {
  let s3: S3Server;
  let stage: Stage;
  let client: GalleryClient;
  let store: S3Store;
  let handler: (event: S3Event) => Promise<void>;

  beforeAll(async () => {
    s3 = await openS3();
    [stage] = await Promise.all([Stage.open(1), s3.start()]);
    ({ client } = await stage.gallery({ ...forLoad, ...s3.environment }));
    // The Lambda handler runs in this process, and finds S3 as it does in AWS: by its environment.
    Object.assign(process.env, s3.environment, { LOG_LEVEL: "silent" });
    ({ handler } = await import("../../app/src/thumbnails/lambda"));
    store = new S3Store(s3.bucket, s3.environment.AWS_ENDPOINT_URL);
  }, 90_000);
  afterAll(async () => {
    store?.close();
    await stage?.close();
    await s3?.stop();
  }, 30_000);

  const rows = () =>
    stage.postgres.primary.query<{ id: string; object_key: string }>(
      "SELECT id, object_key FROM photos",
      [],
      "gallery",
    );
  const keyOf = async (id: string) => (await rows()).find((row) => row.id === id)?.object_key ?? "";
  const keys = async (prefix: string) => {
    const found: string[] = [];
    for await (const { key } of store.list(prefix)) found.push(key);
    return found.sort();
  };
  const event = (kind: "ObjectCreated:Put" | "ObjectRemoved:Delete", key: string): S3Event => {
    const s3Part = { bucket: { name: s3.bucket }, object: { key: encodeURIComponent(key) } };
    // Only what the handler may rely on; the rest of an event is of no use to it.
    return JSON.parse(JSON.stringify({ Records: [{ eventName: kind, s3: s3Part }] }));
  };
  const thumbnailOf = async (id: string) => client.send(`/api/photos/${id}/thumbnail`);

  test("a photo is redirected to, by a link that works for a quarter of an hour", async () => {
    const photo = await client.add("In the bucket", await jpeg(3, 600, 400));
    const answer = await client.send(`/api/photos/${photo.id}/original`, {
      headers: { "gallery-position": photo.position },
    });
    expect(answer.status).toBe(302);
    const link = new URL(answer.headers.get("location") ?? "");
    expect(Number(link.searchParams.get("X-Amz-Expires"))).toBe(900);
    const bytes = await (await fetch(link)).arrayBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ format: "jpeg", width: 600 });
  });

  test("a thumbnail is pending until its event, and the same event twice makes it once", async () => {
    const photo = await client.add("Small, please", await jpeg(4, 1600, 900));
    const key = await keyOf(photo.id);
    const pending = await client.send(`/api/photos/${photo.id}/thumbnail`, {
      headers: { "gallery-position": photo.position },
    });
    expect(await pending.text()).toContain("thumbnail-pending");
    expect(pending.headers.get("retry-after")).toBe("1");
    await handler(event("ObjectCreated:Put", key));
    const redirect = await thumbnailOf(photo.id);
    const made = await (await fetch(redirect.headers.get("location") ?? "")).arrayBuffer();
    expect(await sharp(made).metadata()).toMatchObject({ format: "webp", width: 640, height: 360 });
    const before = await keys("thumbnails/");
    await Promise.all([1, 2].map(() => handler(event("ObjectCreated:Put", key))));
    expect(await keys("thumbnails/")).toEqual(before);
  });

  test("events out of order leave no thumbnail of a deleted photo, and take none from a photo that is there", async () => {
    const photo = await client.add("Soon gone", await jpeg(5));
    const key = await keyOf(photo.id);
    await handler(event("ObjectCreated:Put", key));
    await client.delete(photo.id);
    await handler(event("ObjectRemoved:Delete", key));
    await handler(event("ObjectCreated:Put", key));
    const thumbnail = key.replace("originals/", "thumbnails/").replace(".jpg", ".webp");
    expect(await keys("thumbnails/")).not.toContain(thumbnail);

    const stays = await client.add("Stays", await jpeg(6));
    await handler(event("ObjectRemoved:Delete", await keyOf(stays.id)));
    await handler(event("ObjectCreated:Put", await keyOf(stays.id)));
    await handler(event("ObjectRemoved:Delete", await keyOf(stays.id)));
    expect((await thumbnailOf(stays.id)).status).toBe(302);
  });

  test("an event about something else, or about a photo that cannot be decoded, is not delivered for ever", async () => {
    await handler(event("ObjectCreated:Put", "somewhere/else.jpg"));
    await store.put("originals/00000000-0000-4000-8000-000000000000.jpg", __filename, "image/jpeg");
    await handler(event("ObjectCreated:Put", "originals/00000000-0000-4000-8000-000000000000.jpg"));
    expect(await keys("thumbnails/00000000")).toEqual([]);
  });

  test("an object without a row is swept away once it is old enough; a photo stays", async () => {
    const orphan = "originals/11111111-0000-4000-8000-000000000000.jpg";
    await store.put(orphan, __filename, "image/jpeg");
    const photo = await client.add("Has a row");
    const young = await stage.gallery({
      ...s3.environment,
      SWEEP_INTERVAL_MINUTES: "0.01",
      SWEEP_AGE_MINUTES: "60",
    });
    await pause(1.5);
    expect(await keys("originals/1111")).toEqual([orphan]);
    await young.stop();
    const old = await stage.gallery({
      ...s3.environment,
      SWEEP_INTERVAL_MINUTES: "0.01",
      SWEEP_AGE_MINUTES: "0",
    });
    await eventually(10, async () => (await keys("originals/1111")).length === 0);
    expect(await old.client.metric("gallery_swept_objects_total")).toBeGreaterThan(0);
    await old.stop();
    expect(await keys("originals/")).toContain(await keyOf(photo.id));
  }, 30_000);

  test("while the object store is down uploads get 503 and leave no row; then they work again", async () => {
    const before = (await rows()).length;
    await s3.stop();
    const load = startLoad(3, async () => (await client.upload("Nowhere to go")).status, [503]);
    const reads = startLoad(3, async () => (await client.send("/api/photos")).status);
    await pause(2);
    const [result, read] = await Promise.all([load.stop(), reads.stop()]);
    const after = (await rows()).length;
    figures(
      `object store down: ${result.requests} uploads, ${JSON.stringify([...result.statuses])}; ${after - before} rows left behind; ${read.requests} reads, ${read.failed} failed`,
    );
    expect(result.requests).toBeGreaterThan(3);
    expect(result.failed).toBe(0);
    expect(after).toBe(before);
    expect(read.failed).toBe(0);
    const refused = await client.upload("Still nowhere");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await s3.start();
    await eventually(5, async () => (await client.upload("Back")).status === 201);
  }, 60_000);
});
