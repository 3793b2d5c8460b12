/** The SQL in the runbooks, on a real primary and its replica. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { linesFor, named, words } from "../docs/commands/lines";
import { eventually } from "./client";
import { Stage } from "./galleries";

const texts = [...new Set(linesFor("sql").map(({ text }) => text))];
/** About the replay of the write-ahead log: the runbook runs them on the replica. */
const onReplica = (text: string) => /replay/.test(text);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open(1);
  const { primary, replicas, environment } = stage.postgres;
  // The replicas have the gallery's database a moment after the primary.
  const text = `SELECT FROM pg_database WHERE datname = '${environment.DATABASE_NAME}'`;
  for (const server of [primary, ...replicas])
    await eventually(30, async () => (await server.query(text)).length > 0);
}, 120_000);
afterAll(() => stage?.close());

test.each(texts)("%s runs where the runbook says", async (text) => {
  const [replica] = stage.postgres.replicas;
  if (replica === undefined) throw new Error("there is no replica");
  const server = onReplica(text) ? replica : stage.postgres.primary;
  if (text.includes("resume")) await replica.pauseReplay();
  const open = await server.connect();
  const [{ pid } = { pid: 0 }] = (await open.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows;
  // As a pod does, in the gallery's database.
  const rows = await server.query(
    named(text, { PID: String(pid) }),
    [],
    stage.postgres.environment.DATABASE_NAME,
  );
  await open.end().catch(() => undefined);
  expect(Array.isArray(rows)).toBe(true);
  if (text.includes("FROM pg_class")) expect(rows).toHaveLength(10);
  if (text.includes("terminate")) expect(rows).toEqual([{ pg_terminate_backend: true }]);
});

test("the statement on long transactions shows the oldest one first", async () => {
  const text = texts.find((each) => each.includes("FROM pg_stat_activity")) ?? "";
  const client = await stage.postgres.primary.connect();
  await client.query("BEGIN");
  await client.query("SELECT 1");
  const [oldest] = await stage.postgres.primary.query(text);
  expect(oldest).toEqual(expect.objectContaining({ state: "idle in transaction", left: "SELECT 1" }));
  await client.end();
});

test("replay that was paused is shown, and resumed", async () => {
  const [replica] = stage.postgres.replicas;
  if (replica === undefined) throw new Error("there is no replica");
  const shows = texts.find((text) => text.includes("is_wal_replay_paused")) ?? "";
  const resumes = texts.find((text) => text.includes("replay_resume")) ?? "";
  await replica.pauseReplay();
  expect(await replica.query(shows)).toMatchObject([{ pg_is_wal_replay_paused: true }]);
  await replica.query(resumes);
  expect(await replica.query(shows)).toMatchObject([{ pg_is_wal_replay_paused: false }]);
});

/** Runs what a line of `kubectl exec` runs in a pod, from the source instead of dist/. */
function inPod(args: readonly string[]) {
  const [, script = "", ...given] = args;
  const file = join(__dirname, "..", "..", "app", script.replace("dist/", "src/").replace(/\.js$/, ".ts"));
  const env = { PATH: process.env.PATH, ...stage.postgres.environment };
  return spawnSync(process.execPath, ["--import", "tsx", file, ...given], { encoding: "utf8", env });
}

const script = ["node", "dist/database/query.js"];

test("the documented line for a pod runs a statement", () => {
  const [text = ""] = linesFor("kubectl").flatMap(({ text }) => (text.includes(" exec ") ? [text] : []));
  const all = words(text);
  const { status, stdout, stderr } = inPod(all.slice(all.indexOf("--") + 1));
  expect(stderr).toBe("");
  expect(stdout).toMatch(/now.*\n.*\n.*20\d\d-/);
  expect(status).toBe(0);
});

test.each(texts.filter((text) => !text.includes("terminate")))("a pod runs %s", (text) => {
  const { status, stderr } = inPod([...script, onReplica(text) ? "replica-1" : "primary", text]);
  expect([status, stderr]).toEqual([0, ""]);
});

test.each([
  [["replica-2", "SELECT 1"], 'usage: query.js primary|replica-1 "STATEMENT"'],
  [["primary"], 'usage: query.js primary|replica-1 "STATEMENT"'],
  [["primary", "SELECT", "1"], 'usage: query.js primary|replica-1 "STATEMENT"'],
  [["primary", "SELEC 1"], 'syntax error at or near "SELEC"'],
])("%j is rejected with the reason, without a stack trace", (given, message) => {
  const { status, stdout, stderr } = inPod([...script, ...given]);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([status, stdout]).toEqual([1, ""]);
});
