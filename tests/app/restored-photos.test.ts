/**
 * Database and photos restored together to one time: a real gallery with PostgreSQL, which archives its WAL, and S3 with versions. And
 * what the gallery answers while a restore has stopped writes.
 */
import { GetObjectCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { openPhotoStore } from "@groundwork/delivery/restore/photo-store";
import { restorePhotos } from "@groundwork/delivery/restore/restore-photos";
import type { Login } from "@groundwork/delivery/restore/statements";
import { WalArchive } from "@groundwork/testbed/postgres/archive";
import { takeBaseBackup } from "@groundwork/testbed/postgres/base-backup";
import { postgresBinaries } from "@groundwork/testbed/postgres/binaries";
import type { PostgresNode } from "@groundwork/testbed/postgres/node";
import { type PostgresCluster, startPostgres } from "@groundwork/testbed/postgres/postgres";
import { restore } from "@groundwork/testbed/postgres/restore";
import { temporaryFolder } from "@groundwork/testbed/processes/temporary";
import { runMigrations, startGallery } from "../../app/local/gallery";
import { S3Store } from "../../app/src/storage/s3";
import { restoredData } from "../../applications/restored-data";
import { eventually, GalleryClient } from "./client";
import { Stage } from "./galleries";
import { pause } from "./load";
import { hasMoto, openS3, type S3Server } from "./moto";
import { jpeg } from "./pictures";
import { openPod, type Pod } from "./pod";

const present = hasMoto();

test("photos in S3 are tested wherever CI=true", () => {
  expect(present || process.env.CI !== "true").toBe(true);
});

(present ? describe : describe.skip)(
  "after a restore of the database and of the photos to the same time",
  () => {
    let s3: S3Server;
    let store: S3Store;
    let client: S3Client;
    let postgres: PostgresCluster;
    let restored: PostgresNode;
    let pod: Pod;
    const folder = temporaryFolder("gallery-restored-photos-");
    /** The content of each photo at the time, by the key of its object. */
    let then: ReadonlyMap<string, string>;
    let since: Date;
    /** The key of the photo that was uploaded after the time. */
    let later = "";

    const rowsOf = async (node: PostgresNode) =>
      (await node.query<{ object_key: string }>("SELECT object_key FROM photos", [], "gallery"))
        .map(({ object_key }) => object_key)
        .sort();
    const keys = async () => {
      const found: string[] = [];
      for await (const { key } of store.list("originals/")) found.push(key);
      return found;
    };
    const contents = async () => {
      const found = new Map<string, string>();
      for (const Key of await keys()) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: s3.bucket, Key }));
        found.set(Key, (await Body?.transformToString("base64")) ?? "");
      }
      return found;
    };
    const environmentOf = ({ port }: PostgresNode) => ({
      ...{ ...postgres.environment, ...s3.environment },
      DATABASE_PRIMARY_HOST: `127.0.0.1:${port}`,
    });
    const login = ({ port }: PostgresNode): Login => ({
      host: `127.0.0.1:${port}`,
      password: String(postgres.environment.DATABASE_PASSWORD),
    });
    const bringBack = async () => {
      const lines: string[] = [];
      const complete = await restorePhotos({
        ...{ rows: restoredData.photos, run: pod.run, login: login(restored), since },
        store: openPhotoStore(s3.bucket, s3.environment.AWS_REGION ?? "", { forcePathStyle: true }),
        log: (line) => lines.push(line),
      });
      return { complete, printed: lines.join("\n") };
    };

    beforeAll(async () => {
      s3 = await openS3();
      await s3.start();
      Object.assign(process.env, s3.environment);
      store = new S3Store(s3.bucket, s3.environment.AWS_ENDPOINT_URL);
      client = new S3Client({ forcePathStyle: true });
      await client.send(
        new PutBucketVersioningCommand({
          Bucket: s3.bucket,
          VersioningConfiguration: { Status: "Enabled" },
        }),
      );
      postgresBinaries().own(folder.path);
      const archive = new WalArchive(`${folder.path}/archive`, 2);
      postgres = await startPostgres({ replicas: 0, archive });
      const { primary } = postgres;
      await runMigrations(postgres.environment);
      await takeBaseBackup(primary, archive);
      pod = openPod(postgres.environment);

      const gallery = await startGallery(environmentOf(primary), "api");
      const visitor = new GalleryClient(gallery);
      const [, deleted] = [
        await visitor.add("Stays", await jpeg(1)),
        await visitor.add("Deleted", await jpeg(2)),
        await visitor.add("Overwritten", await jpeg(3)),
      ];
      then = await contents();
      const [overwritten] = await primary.query<{ object_key: string }>(
        "SELECT object_key FROM photos WHERE title = 'Overwritten'",
        [],
        "gallery",
      );
      // Times of S3 have seconds.
      await pause(1.1);
      since = new Date();
      await pause(1.1);

      expect((await visitor.delete(deleted.id)).status).toBe(204);
      await store.put(overwritten?.object_key ?? "", __filename, "image/jpeg");
      await visitor.add("Uploaded later", await jpeg(4));
      later = (await rowsOf(primary)).find((key) => !then.has(key)) ?? "";
      await gallery.stop();
      // The recovery ends at the first transaction after the time, which the archive must have.
      await primary.query("SELECT pg_switch_wal()");
      await primary.query("CREATE TABLE after_the_time ()");
      const segments = archive.segments().length;
      await primary.query("SELECT pg_switch_wal()");
      await eventually(20, async () => archive.segments().length > segments);
      const into = `${folder.path}/restored`;
      ({ server: restored } = await restore({ archive, to: since, into, original: primary }));
    }, 240_000);
    afterAll(async () => {
      await restored?.stop();
      await postgres?.stop();
      pod?.remove();
      folder.remove();
      client?.destroy();
      store?.close();
      await s3?.stop();
    }, 60_000);

    test("the database has the rows of the time, and the bucket has neither their photos nor theirs only", async () => {
      expect(await rowsOf(restored)).toEqual([...then.keys()].sort());
      const objects = await contents();
      expect([...objects.keys()].filter((key) => then.has(key))).toHaveLength(2);
      expect(objects.has(later)).toBe(true);
      expect(objects).not.toEqual(then);
    });

    test("the command brings back the deleted and the overwritten photo, and lists the one without a row", async () => {
      const { complete, printed } = await bringBack();
      expect(complete).toBe(true);
      expect(printed).toMatch(
        /3 rows: 1 have their photo, 1 were deleted, 1 were overwritten, 0 have no version left/,
      );
      expect(printed).toContain(`Photos without a row, which the gallery's sweep deletes: 1\n  ${later}`);
      expect(printed).toMatch(/Brought back 2; 0 were brought back before\.$/);
      const objects = await contents();
      objects.delete(later);
      expect(objects).toEqual(then);
      expect((await bringBack()).printed).toMatch(/Brought back 0; /);
    });

    test("after the gallery's sweep, each row has its photo as it was at the time, and no photo is without a row", async () => {
      const sweep = { SWEEP_INTERVAL_MINUTES: "0.01", SWEEP_AGE_MINUTES: "0" };
      const gallery = await startGallery({ ...environmentOf(restored), ...sweep });
      await eventually(20, async () => !(await keys()).includes(later));
      const visitor = new GalleryClient(gallery);
      const { photos } = await visitor.list();
      expect(photos.map(({ title }) => title).sort()).toEqual(["Deleted", "Overwritten", "Stays"]);
      for (const { id } of photos) {
        const answer = await visitor.send(`/api/photos/${id}/original`);
        expect((await fetch(answer.headers.get("location") ?? "")).status).toBe(200);
      }
      await gallery.stop();
      expect(await contents()).toEqual(then);
      expect(await rowsOf(restored)).toEqual([...then.keys()].sort());
    });
  },
);

describe("while a restore has stopped writes", () => {
  let stage: Stage;
  let visitor: GalleryClient;
  beforeAll(async () => {
    stage = await Stage.open(1);
    ({ client: visitor } = await stage.gallery());
  }, 120_000);
  afterAll(() => stage?.close());

  /** As RDS does with a changed parameter group. */
  const setReadOnly = async (value: "on" | "off") => {
    await stage.postgres.primary.query(`ALTER SYSTEM SET default_transaction_read_only = ${value}`);
    await stage.postgres.primary.query("SELECT pg_reload_conf()");
  };
  const count = async () => (await visitor.list()).photos.length;

  test("the gallery answers uploads and deletions with 503 and serves reads; afterwards it accepts writes", async () => {
    const photo = await visitor.add("Before", await jpeg(5));
    const ownRead = { headers: { "gallery-position": photo.position } };
    await eventually(10, async () => (await count()) === 1);
    await setReadOnly("on");
    await eventually(10, async () => (await visitor.upload("Stopping")).status === 503);
    const refused = await visitor.upload("Refused");
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
    expect((await visitor.delete(photo.id)).status).toBe(503);
    for (const path of [
      "/readyz",
      "/",
      "/api/photos",
      `/api/photos/${photo.id}`,
      `/api/photos/${photo.id}/original`,
    ])
      expect([path, (await visitor.send(path, ownRead)).status]).toEqual([path, 200]);
    await setReadOnly("off");
    await eventually(10, async () => (await visitor.upload("After")).status === 201);
    const rows = await stage.postgres.primary.query<{ title: string }>(
      "SELECT title FROM photos ORDER BY id",
      [],
      "gallery",
    );
    expect(rows.map(({ title }) => title)).not.toContain("Refused");
    expect(rows[0]?.title).toBe("Before");
    expect(rows.at(-1)?.title).toBe("After");
  });
});
