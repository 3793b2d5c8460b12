import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type PostgresCluster, startPostgres } from "@groundwork/testbed/postgres/postgres";
import { runMigrations, startGallery, temporaryDirectory } from "../../app/local/gallery";
import { GalleryClient } from "./client";
import { previousMigrations, previousQueries } from "./previous-queries";

const directory = join(__dirname, "..", "..", "app", "migrations");
const files = readdirSync(directory).sort();
let postgres: PostgresCluster;

beforeAll(async () => {
  postgres = await startPostgres({ replicas: 0 });
}, 60_000);
afterAll(() => postgres.stop());

const query = (text: string, values: unknown[] = []) =>
  postgres.primary.query<Record<string, unknown>>(text, values, "gallery");

/** The complete life of a photo in the old application. Throws when the schema is incompatible. */
async function runPreviousStatements(key: string): Promise<string> {
  const [row] = await query(previousQueries.insert, [
    key,
    "image/jpeg",
    "From before",
    10,
    640,
    480,
    "#446688",
  ]);
  const id = String(row?.id);
  expect(await query(previousQueries.newest, [10])).toContainEqual(row);
  expect(
    await query(previousQueries.newestBefore, ["ffffffff-ffff-ffff-ffff-ffffffffffff", 10]),
  ).toContainEqual(row);
  expect(await query(previousQueries.byId, [id])).toEqual([row]);
  expect(await query(previousQueries.keysWithRow, [[key]])).toEqual([{ object_key: key }]);
  await runPreviousStatementsOfKeysAndSessions(key);
  return id;
}

async function runPreviousStatementsOfKeysAndSessions(key: string): Promise<void> {
  const upload = `${key}-upload`;
  const values = [
    `${key}-once`,
    "image/jpeg",
    "Once",
    10,
    640,
    480,
    "#446688",
    upload,
    Buffer.from("ab", "hex"),
  ];
  const [once] = await query(previousQueries.insertOnce, values);
  expect(await query(previousQueries.fingerprintByKey, [upload])).toEqual([
    { fingerprint: Buffer.from("ab", "hex") },
  ]);
  await query(previousQueries.forgetKeys, [24]);
  await query(previousQueries.endSession, [upload, new Date(Date.now() + 60_000)]);
  await query(previousQueries.forgetSessions);
  expect(await query(previousQueries.endedSession, [upload])).toEqual([{ ended: 1 }]);
  expect(await query(previousQueries.remove, [once?.id])).toHaveLength(1);
}

test("four simultaneous migrate jobs run each migration once", async () => {
  await Promise.all([1, 2, 3, 4].map(() => runMigrations(postgres.environment)));
  const done = await query("SELECT name FROM schema_migrations ORDER BY run_on");
  expect(done.map(({ name }) => `${name}.sql`)).toEqual(files);
}, 40_000);

test("the previous version of the application works on the new schema, and this version shows its photos", async () => {
  const id = await runPreviousStatements("originals/22222222-0000-4000-8000-000000000000.jpg");
  const photos = temporaryDirectory();
  const gallery = await startGallery({ ...postgres.environment, PHOTOS_DIRECTORY: photos.path });
  try {
    const client = new GalleryClient(gallery);
    const { photos: listed } = await client.list();
    expect(listed).toEqual([
      expect.objectContaining({ id, title: "From before", width: 640, colour: "#446688" }),
    ]);
    const added = await client.add("From now");
    expect(await query(previousQueries.byId, [added.id])).toEqual([
      expect.objectContaining({ title: "From now" }),
    ]);
    expect(await query(previousQueries.remove, [added.id])).toHaveLength(1);
  } finally {
    await gallery.stop();
    photos.remove();
  }
}, 40_000);

test("the recorded statements are those before the newest migration", async () => {
  expect(previousMigrations).toBe(files.length - 1);
  // They match that version: they also run on its schema alone.
  await query("DROP TABLE photos, upload_keys, ended_sessions, running_versions");
  for (const file of files.slice(0, previousMigrations))
    await query(readFileSync(join(directory, file), "utf8"));
  await runPreviousStatements("originals/33333333-0000-4000-8000-000000000000.jpg");
});

test("migrations only go forward", () => {
  for (const file of files)
    expect(readFileSync(join(directory, file), "utf8")).not.toMatch(/down migration/i);
});
