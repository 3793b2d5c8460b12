/** A migration is refused if a version that runs could not work after it: two versions of the gallery on a real PostgreSQL. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@groundwork/testbed/processes/until";
import { runMigrations, startGallery } from "../../app/local/gallery";
import { statements } from "../../app/src/versions/statements";
import { GalleryClient } from "./client";
import { forLoad, Stage } from "./galleries";
import { createVersion, type OtherVersion } from "./versions";

let stage: Stage;
let running: GalleryClient;
const others: OtherVersion[] = [];

/** The migration after the newest one. */
const file = "9001_next.sql";

beforeAll(async () => {
  stage = await Stage.open(0);
  running = (await stage.gallery({ ...forLoad, VERSION: "1.0.0" })).client;
  await until(async () => (await query("SELECT version FROM running_versions")).length > 0, 30);
}, 240_000);
afterAll(async () => {
  await stage?.close();
  for (const each of others) each.remove();
});

const query = (text: string) =>
  stage.postgres.primary.query<Record<string, unknown>>(text, [], stage.postgres.environment.DATABASE_NAME);

function versionWith(sql: string, edit = {}): OtherVersion {
  const version = createVersion({ migrations: { [file]: sql }, edit });
  others.push(version);
  return version;
}

/** Everything of the schema that a migration can change. */
async function readSchema(): Promise<unknown> {
  const columns = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns";
  const constraints =
    "SELECT conrelid::regclass::text AS of, conname, pg_get_constraintdef(oid) FROM pg_constraint";
  return Promise.all([
    query(`${columns} WHERE table_schema = 'public' ORDER BY 1, 2`),
    query(`${constraints} WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2`),
    query("SELECT name FROM schema_migrations ORDER BY id"),
  ]);
}

/** Migrates to a version, and counts the requests that the running version fails meanwhile. */
async function migrateUnderLoad(
  version: OtherVersion,
): Promise<{ message: string; failed: number; requests: number }> {
  let [ended, failed, requests] = [false, 0, 0];
  const load = (async () => {
    for (; !ended; await sleep(10)) {
      requests++;
      await running.list().catch(() => failed++);
    }
  })();
  const message = await runMigrations(stage.postgres.environment, version.program).then(
    () => "",
    (error: Error) => error.message,
  );
  ended = true;
  await load;
  return { message, failed, requests };
}

test.each([
  [
    "renames a column",
    "ALTER TABLE photos RENAME COLUMN title TO caption;",
    /photos-newest: column "title" does not exist[\s\S]*photo-insert: column "title" of relation "photos" does not exist/,
  ],
  [
    "adds a mandatory column",
    "ALTER TABLE photos ADD COLUMN owner text; UPDATE photos SET owner = 'curator'; ALTER TABLE photos ALTER owner SET NOT NULL;",
    /photo-insert: null value in column "owner" of relation "photos" violates not-null constraint/,
  ],
  [
    "removes a table",
    "DROP TABLE upload_keys;",
    /photo-by-upload-key: relation "upload_keys" does not exist/,
  ],
  [
    "allows fewer values",
    "ALTER TABLE photos ADD CHECK (content_type = 'image/webp') NOT VALID;",
    /photo-insert: new row for relation "photos" violates check constraint/,
  ],
  [
    "changes a type",
    "ALTER TABLE ended_sessions ALTER id TYPE bigint USING 0;",
    /session-end: invalid input syntax for type bigint/,
  ],
])(
  "a migration that %s is undone, and the running version loses no request",
  async (_, sql, reason) => {
    const before = await readSchema();
    const { message, failed, requests } = await migrateUnderLoad(versionWith(sql));
    expect(message).toMatch(/Version 1\.0\.0, which runs now, cannot work with the new schema:/);
    expect(message).toMatch(reason);
    expect(message).toMatch(/divide the change: first add what the new version needs/);
    expect(message).not.toMatch(/^\s+at /m);
    expect(await readSchema()).toEqual(before);
    expect(failed).toBe(0);
    expect(requests).toBeGreaterThan(10);
    await running.add(`Still works: ${sql.slice(0, 40)}`);
  },
  240_000,
);

test("with an incompatible migration, an earlier pending one is undone too", async () => {
  const version = createVersion({
    migrations: { "9000_adds.sql": "CREATE TABLE albums (id uuid);", [file]: "DROP TABLE ended_sessions;" },
  });
  others.push(version);
  await expect(runMigrations(stage.postgres.environment, version.program)).rejects.toThrow(/session-end/);
  expect(await query("SELECT to_regclass('albums') AS albums")).toEqual([{ albums: null }]);
}, 240_000);

test("two versions work beside each other after a migration that adds what the new one needs", async () => {
  const next = versionWith("ALTER TABLE photos ADD COLUMN caption text;", {
    "photos/queries.ts": (text: string) =>
      text.replace('colour, created_at";', 'colour, created_at, caption";'),
  });
  const { message, failed } = await migrateUnderLoad(next);
  expect([message, failed]).toEqual(["", 0]);
  const environment = {
    ...stage.postgres.environment,
    PHOTOS_DIRECTORY: stage.photos.path,
    VERSION: "2.0.0",
  };
  const gallery = await startGallery(environment, "all", undefined, next.program);
  try {
    const client = new GalleryClient(gallery);
    const [old, other] = [await running.add("By the old version"), await client.add("By the new version")];
    for (const each of [running, client]) {
      const { photos } = await each.list();
      expect(photos.map(({ id }) => id)).toEqual(expect.arrayContaining([old.id, other.id]));
    }
    await until(async () => (await query("SELECT version FROM running_versions")).length === 2, 30);
  } finally {
    await gallery.stop();
  }
  // The later migration of a version that was deployed beside it concerns both.
  const last = createVersion({
    migrations: {
      [file]: "ALTER TABLE photos ADD COLUMN caption text;",
      "9002_removes.sql": "ALTER TABLE photos DROP COLUMN caption;",
    },
  });
  others.push(last);
  await expect(runMigrations(stage.postgres.environment, last.program)).rejects.toThrow(
    /Version 2\.0\.0, which runs now[\s\S]*photos-newest: column "caption" does not exist/,
  );
  // A quarter of an hour after the last process of 2.0.0 has ended.
  await query("UPDATE running_versions SET seen_at = now() - interval '16 minutes' WHERE version = '2.0.0'");
  await runMigrations(stage.postgres.environment, last.program);
  await running.add("After the column was removed");
}, 240_000);

test("each statement of the API is checked", () => {
  const folder = join(__dirname, "..", "..", "app", "src");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((each) =>
    each.endsWith(".ts"),
  );
  const names = sources.flatMap((each) =>
    [...readFileSync(join(folder, each), "utf8").matchAll(/name: "([a-z-]+)",\s+text:/g)].map(
      ([, name]) => name,
    ),
  );
  // Without its record, a version still works.
  expect(statements.map(({ name }) => name).sort()).toEqual(
    names.filter((name) => name !== "running-version-record").sort(),
  );
});
