import { randomUUID } from "node:crypto";
import { eventually, json, type PhotoAnswer } from "./client";
import { Stage } from "./galleries";
import { figures, pause } from "./load";
import { jpeg } from "./pictures";

let stage: Stage;
let gallery: Awaited<ReturnType<Stage["gallery"]>>;

beforeAll(async () => {
  stage = await Stage.open(0);
  gallery = await stage.gallery({ MAX_CONCURRENT_UPLOADS: "20", DATABASE_QUERY_TIMEOUT_SECONDS: "5" });
}, 60_000);
afterAll(() => stage.close(), 30_000);

const upload = (title: string, key: string, photo?: Buffer) =>
  gallery.client.upload(title, photo, { "idempotency-key": key });
const stored = async (title: string) => {
  const rows = await stage.postgres.primary.query<{ count: string }>(
    "SELECT count(*) FROM photos WHERE title = $1",
    [title],
    "gallery",
  );
  return Number(rows[0]?.count);
};
/** Makes writes to the table of photos wait until the returned function is called; reads are not affected. */
const lockPhotos = async () => {
  const connection = await stage.postgres.primary.connect("gallery");
  await connection.query("BEGIN");
  await connection.query("LOCK TABLE photos IN SHARE MODE");
  return () => connection.end();
};
const waitingWrites = async () => {
  const rows = await stage.postgres.primary.query<{ count: string }>(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO photos%'",
  );
  return Number(rows[0]?.count);
};
const problem = (response: Response) =>
  json<{ type: string; detail: string; status: number }>(response).then(({ type, detail, status }) => ({
    code: type.split(":").pop(),
    detail,
    status,
  }));

test("an upload that is retried with its key gets the same response, and is stored once", async () => {
  const key = randomUUID();
  const first = await json<PhotoAnswer>(await upload("Twice", key));
  const second = await upload("Twice", key);
  expect(second.status).toBe(201);
  expect(await second.json()).toEqual(first);
  expect(await stored("Twice")).toBe(1);
});

test("ten concurrent uploads with one key store one photo, and all get the same response", async () => {
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 10 }, () => upload("Ten", key)));
  const photos = await Promise.all(answers.map((answer) => json<PhotoAnswer>(answer)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  expect(new Set(photos.map(({ id }) => id)).size).toBe(1);
  expect(await stored("Ten")).toBe(1);
});

test("each upload with a different key, or without a key, is stored", async () => {
  for (const key of [randomUUID(), randomUUID()]) expect((await upload("Each", key)).status).toBe(201);
  for (let i = 0; i < 2; i++) await gallery.client.add("Each");
  expect(await stored("Each")).toBe(4);
});

test("a key that was already used with another title or photo is rejected", async () => {
  const key = randomUUID();
  await upload("One", key);
  expect(await problem(await upload("Another", key))).toMatchObject({
    status: 422,
    code: "idempotency-key-reused",
  });
  expect(await problem(await upload("One", key, await jpeg(7, 80, 60)))).toMatchObject({ status: 422 });
});

test("retrying an upload does not restore a deleted photo", async () => {
  const key = randomUUID();
  const { id } = await json<PhotoAnswer>(await upload("Deleted", key));
  await gallery.client.delete(id);
  expect(await problem(await upload("Deleted", key))).toMatchObject({ status: 409, code: "photo-deleted" });
  expect(await stored("Deleted")).toBe(0);
});

test.each(["short", "with a space in it", "a".repeat(129)])("the key %j is rejected", async (key) => {
  expect((await upload("Bad key", key)).status).toBe(400);
});

test("while the primary is frozen, uploads with a key are stored once, and responses without a key report the unknown outcome", async () => {
  const photo = await jpeg(3, 4000, 3000);
  const keys = Array.from({ length: 6 }, () => randomUUID());
  // One connection for each upload is already open, as in a process that has served requests.
  let unlockPhotos = await lockPhotos();
  const before = Promise.all([...keys, ""].map(() => gallery.client.add("Before")));
  await eventually(4, async () => (await waitingWrites()) === keys.length + 1);
  await unlockPhotos();
  await before;
  const lookups = async () =>
    (await gallery.client.metric("gallery_database_queries_total", 'operation="read",result="ok"')) ?? 0;
  const lookupsBefore = await lookups();
  // A busy machine decodes the first photos before it has looked up the last key: their rows wait for the freeze.
  unlockPhotos = await lockPhotos();
  const answers = Promise.all([
    Promise.all(keys.map((key) => upload(`Frozen ${key}`, key, photo))),
    gallery.client.upload("Frozen without a key", photo),
  ]);
  // The keys have been looked up. Now the photos are decoded; their rows are written afterwards.
  await eventually(10, async () => (await lookups()) >= lookupsBefore + keys.length);
  stage.postgres.primary.freeze();
  const [withKeys, without] = await answers;
  stage.postgres.primary.thaw();
  await unlockPhotos();
  for (const answer of withKeys) {
    expect(await problem(answer)).toMatchObject({ status: 503, code: "outcome-unknown" });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect(without.headers.get("retry-after")).toBeNull();
  expect(await problem(without)).toEqual({
    status: 503,
    code: "outcome-unknown",
    detail: expect.stringMatching(
      /may be stored already, or may be stored later.*Look for it in the list before you send it again/,
    ),
  });
  await pause(1);
  const stayed = await Promise.all(keys.map((key) => stored(`Frozen ${key}`)));
  await eventually(15, async () => {
    const again = await Promise.all(keys.map((key) => upload(`Frozen ${key}`, key, photo)));
    return again.every(({ status }) => status === 201);
  });
  const after = await Promise.all(keys.map((key) => stored(`Frozen ${key}`)));
  figures(
    `primary frozen: ${keys.length} uploads answered 503, ${stayed.filter(Boolean).length} of them stored; sent again, there are ${after.join(", ")} of each`,
  );
  expect(stayed.filter(Boolean).length).toBeGreaterThan(0);
  expect(after).toEqual(keys.map(() => 1));
}, 90_000);
