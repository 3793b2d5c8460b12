/** The statements of `groundwork restore`, with its program in the place of a pod, on a real primary and its replica. */
import { type Login, readMigrations, readRows, readWriters } from "@groundwork/delivery/restore/statements";
import { restoredData } from "../../applications/restored-data";
import { Stage } from "./galleries";
import { openPod, type Pod } from "./pod";

const { statements } = restoredData;
let stage: Stage;
let pod: Pod;
beforeAll(async () => {
  stage = await Stage.open(1);
  pod = openPod(stage.postgres.environment);
}, 120_000);
afterAll(async () => {
  pod?.remove();
  await stage?.close();
});

function login(node: "primary" | "replica"): Login {
  const { DATABASE_PRIMARY_HOST, DATABASE_REPLICA_HOSTS, DATABASE_PASSWORD } = stage.postgres.environment;
  const host = node === "primary" ? DATABASE_PRIMARY_HOST : DATABASE_REPLICA_HOSTS;
  return { host: String(host), password: String(DATABASE_PASSWORD) };
}

/** Runs a statement in the gallery's database. */
const query = (text: string) =>
  stage.postgres.primary.query(text, [], stage.postgres.environment.DATABASE_NAME);

const insert = (at: string, key: string) =>
  query(
    `INSERT INTO photos (object_key, content_type, title, bytes, created_at) VALUES ('${key}', 'image/png', 'x', 1, '${at}')`,
  );

test("the migrations are those of the image, with their times", async () => {
  const migrations = await readMigrations(pod.run, statements, login("primary"));
  expect(migrations[0]?.name).toBe("0001_photos");
  expect(migrations.length).toBeGreaterThan(1);
  for (const { run_on } of migrations)
    expect(Math.abs(Date.parse(run_on) - Date.now())).toBeLessThan(600_000);
});

test("rows are counted until the time, without those in flight, on the node of the login", async () => {
  await insert("2026-10-31T14:31:00Z", "restore-1");
  await insert("2026-10-31T14:31:55Z", "restore-2");
  await insert("2026-10-31T14:33:00Z", "restore-3");
  expect(await readRows(pod.run, statements, login("primary"), "2026-10-31T14:32:00Z")).toEqual({
    all: 3,
    newest: "2026-10-31T14:33:00.000Z",
    before: 1,
  });
  expect(await readRows(pod.run, statements, login("primary"), undefined)).toMatchObject({
    all: 3,
    before: 0,
  });
});

test("a dropped table is an error that names it", async () => {
  await query("ALTER TABLE photos RENAME TO lost");
  await expect(readRows(pod.run, statements, login("primary"), undefined)).rejects.toThrow(
    'relation "photos" does not exist',
  );
  await query("ALTER TABLE lost RENAME TO photos");
});

test("a transaction that has written is a writer, one that reads is none, and the read-only default is shown", async () => {
  const ask = () => readWriters(pod.run, statements, login("primary"));
  expect(await ask()).toEqual({ readOnly: false, writers: 0 });
  const client = await stage.postgres.primary.connect(stage.postgres.environment.DATABASE_NAME);
  await client.query("BEGIN");
  await client.query("SELECT count(*) FROM photos");
  expect(await ask()).toEqual({ readOnly: false, writers: 0 });
  await client.query("UPDATE photos SET title = 'y'");
  await query("ALTER SYSTEM SET default_transaction_read_only = on");
  await query("SELECT pg_reload_conf()");
  expect(await ask()).toEqual({ readOnly: true, writers: 1 });
  await client.query("ROLLBACK");
  await client.end();
  expect(await ask()).toEqual({ readOnly: true, writers: 0 });
});

test("a page of photos begins after the last id, in the order of the ids", async () => {
  const all = await pod.run(restoredData.photos.page(undefined), login("primary"));
  expect(all).toMatchObject([
    { object_key: "restore-1" },
    { object_key: "restore-2" },
    { object_key: "restore-3" },
  ]);
  const [first] = all as { id: string }[];
  const rest = await pod.run(restoredData.photos.page(first?.id), login("primary"));
  expect(rest).toMatchObject([{ object_key: "restore-2" }, { object_key: "restore-3" }]);
});
