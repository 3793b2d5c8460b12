import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventually, json, type PhotoAnswer } from "./client";
import { forLoad, Stage } from "./galleries";
import { figures, pause, startLoad } from "./load";

let stage: Stage;
let gallery: Awaited<ReturnType<Stage["gallery"]>>;

beforeAll(async () => {
  stage = await Stage.open(2);
  gallery = await stage.gallery(forLoad);
  for (let i = 0; i < 30; i++) await gallery.client.add(`Before the faults ${i}`);
}, 60_000);
afterAll(() => stage.close(), 30_000);

const list = async () => (await gallery.client.send("/api/photos")).status;

/** Writes, then immediately reads as the same client. Status 1 stands for a write that its client cannot see. */
async function writeThenRead(): Promise<number> {
  const { client } = gallery;
  const response = await client.upload("Mine");
  if (response.status !== 201) return response.status;
  const { id } = await json<PhotoAnswer>(response);
  const position = response.headers.get("gallery-position") ?? "";
  const read = await client.send(`/api/photos/${id}`, { headers: { "gallery-position": position } });
  return read.status === 404 ? 1 : read.status;
}

test("no read fails when a replica is killed under load, and the replica serves again after it restarts", async () => {
  const [, replica] = stage.postgres.replicas;
  const inUse = () => gallery.client.metric("gallery_database_node_in_use", "replica-2");
  expect(await inUse()).toBe(1);
  const load = startLoad(8, list);
  await pause(1);
  // It is frozen for a moment first, so that reads are in progress when it is killed.
  replica?.freeze();
  await pause(0.2);
  await replica?.kill();
  const out = performance.now();
  await eventually(3, async () => (await inUse()) === 0);
  const outAfter = performance.now() - out;
  await pause(1);
  await replica?.start();
  const back = performance.now();
  await eventually(5, async () => (await inUse()) === 1);
  const backAfter = performance.now() - back;
  await pause(0.5);
  const result = await load.stop();
  const retried = await gallery.client.metric("gallery_database_read_retries_total");
  figures(
    `replica killed: ${result.requests} reads at ${result.perSecond}/s, ${result.failed} failed, ${retried} tried again, p99 ${result.p99} ms; out of use after ${Math.round(outAfter)} ms, back ${Math.round(backAfter)} ms after its start`,
  );
  expect(result.requests).toBeGreaterThan(200);
  expect(retried).toBeGreaterThan(0);
  expect(result.failed).toBe(0);
}, 40_000);

test("a client sees its own write while one replica replays nothing; the lag is visible in the metrics", async () => {
  const [replica] = stage.postgres.replicas;
  await replica?.pauseReplay();
  const strict = await stage.gallery({ ...forLoad, DATABASE_MAX_LAG_SECONDS: "300" });
  try {
    // In `strict`, the paused replica stays in use, so only the position keeps the client's reads away from it.
    const writers = startLoad(3, writeThenRead);
    const strictWriters = startLoad(3, async () => {
      const photo = await strict.client.add("Mine");
      const read = { headers: { "gallery-position": photo.position } };
      const { status } = await strict.client.send(`/api/photos/${photo.id}`, read);
      return status === 404 ? 1 : status;
    });
    const lagOf = async () =>
      (await strict.client.metric("gallery_database_node_lag_seconds", "replica-1")) ?? 0;
    await pause(3.5);
    await eventually(15, async () => (await lagOf()) > 2);
    const [result, strictResult] = await Promise.all([writers.stop(), strictWriters.stop()]);
    const lag = await lagOf();
    expect(await strict.client.metric("gallery_database_node_in_use", "replica-1")).toBe(1);
    // The replica really lags: without a position it returns old data.
    const newest = async () => (await strict.client.list("?limit=1")).photos[0]?.id;
    const answers = new Set(await Promise.all(Array.from({ length: 12 }, newest)));
    figures(
      `replay paused: ${result.requests + strictResult.requests} writes read back at once, ${result.failed + strictResult.failed} not seen; lag ${lag.toFixed(1)} s; ${answers.size} answers among readers without a position`,
    );
    expect(result.requests + strictResult.requests).toBeGreaterThan(20);
    expect(result.failed + strictResult.failed).toBe(0);
    expect(lag).toBeGreaterThan(2);
    expect(answers.size).toBeGreaterThan(1);
  } finally {
    await replica?.resumeReplay();
    await strict.stop();
  }
}, 40_000);

test("a replica with too much lag is excluded, and used again automatically", async () => {
  const [replica] = stage.postgres.replicas;
  const impatient = await stage.gallery({ ...forLoad, DATABASE_MAX_LAG_SECONDS: "1" });
  const inUse = () => impatient.client.metric("gallery_database_node_in_use", "replica-1");
  expect(await inUse()).toBe(1);
  await replica?.pauseReplay();
  try {
    await impatient.client.add("Not replayed");
    await eventually(5, async () => (await inUse()) === 0);
  } finally {
    await replica?.resumeReplay();
  }
  await eventually(5, async () => (await inUse()) === 1);
  await impatient.stop();
}, 30_000);

test("reads continue while the primary is down; writes get Retry-After, and succeed again soon after it is back", async () => {
  const { primary } = stage.postgres;
  const reads = startLoad(6, list);
  await pause(0.5);
  await primary.stop();
  const refused = await gallery.client.upload("While it is down");
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  expect((await gallery.client.send("/readyz")).status).toBe(200);
  const writes = startLoad(
    2,
    async () => (await gallery.client.upload("Again and again")).status,
    [201, 503],
  );
  await pause(1.5);
  await primary.start();
  const back = performance.now();
  await eventually(5, async () => (await gallery.client.upload("It is back")).status === 201);
  const recovered = performance.now() - back;
  const [read, written] = await Promise.all([reads.stop(), writes.stop()]);
  figures(
    `primary down: ${read.requests} reads at ${read.perSecond}/s, ${read.failed} failed; writes ${JSON.stringify([...written.statuses])}; first write ${Math.round(recovered)} ms after its return`,
  );
  expect(read.failed).toBe(0);
  expect(written.failed).toBe(0);
  expect(written.statuses.get(503)).toBeGreaterThan(0);
}, 40_000);

test("with no replica left, reads go to the primary", async () => {
  const alone = await stage.gallery({ ...forLoad, DATABASE_REPLICA_HOSTS: "127.0.0.1:1" });
  expect((await alone.client.list()).photos.length).toBeGreaterThan(0);
  expect(await alone.client.metric("gallery_database_queries_total", 'node="primary",operation="read"')).toBe(
    1,
  );
  await alone.stop();
}, 20_000);

test("no request fails when one of two processes is stopped under load", async () => {
  const settings = { ...forLoad, SHUTDOWN_DELAY_SECONDS: "1" };
  const leaving = await stage.gallery(settings);
  const staying = await stage.gallery(settings);
  // Acts as a load balancer: checks readiness, and sends requests only to ready processes.
  let targets = [leaving, staying];
  let probing = true;
  const probe = (async () => {
    while (probing) {
      const ready = await Promise.all(
        [leaving, staying].map(async (target) => {
          const response = await target.client.send("/readyz").catch(() => undefined);
          return response?.status === 200 ? [target] : [];
        }),
      );
      targets = ready.flat();
      await pause(0.1);
    }
  })();
  let turn = 0;
  const load = startLoad(8, async () => {
    turn += 1;
    const target = targets[turn % targets.length];
    if (target === undefined) return 0;
    return turn % 10 === 0
      ? (await target.client.upload("During the shutdown")).status
      : (await target.client.send("/api/photos")).status;
  }, [200, 201]);
  await pause(1);
  const asked = performance.now();
  const code = await leaving.stop("SIGTERM");
  const seconds = (performance.now() - asked) / 1000;
  await pause(0.5);
  const result = await load.stop();
  probing = false;
  await probe;
  figures(
    `SIGTERM: ${result.requests} requests at ${result.perSecond}/s, ${result.failed} failed; exited with code ${code} after ${seconds.toFixed(1)} s`,
  );
  expect(result.requests).toBeGreaterThan(50);
  expect(result.failed).toBe(0);
  expect(code).toBe(0);
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThan(10);
  await staying.stop();
}, 40_000);

test("after kill -9 in the middle of uploads, every row has its object", async () => {
  const victim = await stage.gallery(forLoad);
  const uploads = startLoad(6, async () => (await victim.client.upload("Perhaps")).status, [201]);
  await pause(1.5);
  await victim.stop("SIGKILL");
  const result = await uploads.stop();
  const rows = await stage.postgres.primary.query<{ object_key: string }>(
    "SELECT object_key FROM photos",
    [],
    "gallery",
  );
  const lost = rows.filter(({ object_key }) => !existsSync(join(stage.photos.path, object_key)));
  figures(
    `kill -9: ${result.statuses.get(201)} uploads answered, ${result.failed} cut off; ${rows.length} rows, ${lost.length} without their object`,
  );
  expect(result.statuses.get(201)).toBeGreaterThan(5);
  expect(result.failed).toBeGreaterThan(0);
  expect(lost).toEqual([]);
}, 40_000);
