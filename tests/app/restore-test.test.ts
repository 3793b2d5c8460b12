/** The validation of restore tests, as Lambda calls it: AWS's SDK against a server with the API's answers, and real databases. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type PostgresCluster, startPostgres } from "@groundwork/testbed/postgres/postgres";
import { runMigrations } from "../../app/local/gallery";

const HOUR = 60 * 60 * 1000;
const now = Date.now();
const seconds = (time: number) => time / 1000;
const [username, password] = ["reader", "of-this-test"];
let present: PostgresCluster;
let restored: PostgresCluster;
let server: Server;
let handler: () => Promise<void>;
/** What AWS Backup answers. */
let jobs: Record<string, unknown>[] = [];
let created = now - 40 * 24 * HOUR;
/** The results that were reported. */
let reported: Record<string, unknown>[] = [];

const hostOf = ({ environment }: PostgresCluster) => String(environment.DATABASE_PRIMARY_HOST);

/** A restore test of a backup that was taken an hour ago. */
const job = (changes: Record<string, unknown> = {}) => ({
  RestoreJobId: "job-1",
  CreationDate: seconds(now - HOUR / 2),
  RecoveryPointCreationDate: seconds(now - HOUR),
  Status: "COMPLETED",
  CreatedResourceArn: "arn:aws:rds:us-east-1:111122223333:db:awsbackup-restore-test-1",
  ...changes,
});

/** Answers as AWS Backup (REST with JSON), RDS (XML) and Secrets Manager (JSON) do. */
function answer(url: URL, method: string | undefined, body: string): string {
  const [, first = "", second] = url.pathname.split("/");
  if (first === "restore-jobs" && method === "PUT") {
    reported.push({ id: second, ...JSON.parse(body) });
    return "";
  }
  if (first === "restore-jobs") {
    expect(url.searchParams.get("restoreTestingPlanArn")).toBe("arn:plan");
    return JSON.stringify({ RestoreJobs: jobs });
  }
  if (first === "restore-testing")
    return JSON.stringify({
      RestoreTestingPlan: { CreationTime: seconds(created), RestoreTestingPlanName: "plan" },
    });
  if (body.includes("Action=DescribeDBInstances")) {
    const [address, port] = hostOf(restored).split(":");
    return (
      "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance><Endpoint>" +
      `<Address>${address}</Address><Port>${port}</Port>` +
      "</Endpoint></DBInstance></DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>"
    );
  }
  const [host, port] = hostOf(present).split(":");
  const secret = { host, port: Number(port), username, password, dbname: "gallery" };
  return JSON.stringify({ SecretString: JSON.stringify(secret) });
}

const query = (cluster: PostgresCluster, text: string) => cluster.primary.query(text, [], "gallery");

/** Adds a photo's row of some hours ago. */
const addRow = (cluster: PostgresCluster, hours: number) =>
  query(
    cluster,
    `INSERT INTO photos (object_key, content_type, title, bytes, width, height, colour, created_at)
     VALUES ('originals/' || gen_random_uuid() || '.jpg', 'image/jpeg', 'Lake', 10, 4, 3, '#446688', now() - interval '${hours} hours')`,
  );

/** Says that the migrations ran some hours ago. */
const age = (cluster: PostgresCluster, hours: number) =>
  query(cluster, `UPDATE schema_migrations SET run_on = now() - interval '${hours} hours'`);

beforeAll(async () => {
  present = await startPostgres({ replicas: 0 });
  restored = await startPostgres({ replicas: 0 });
  for (const cluster of [present, restored]) {
    await runMigrations(cluster.environment);
    await age(cluster, 100);
    // A restored instance has the password of its source.
    await query(cluster, `CREATE ROLE ${username} LOGIN SUPERUSER PASSWORD '${password}'`);
  }
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://127.0.0.1");
      response.end(answer(url, request.method, Buffer.concat(parts).toString()));
    });
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "x", LOG_LEVEL: "silent" },
    ...{ PLAN_NAME: "plan", PLAN_ARN: "arn:plan", SECRET_ARN: "arn:secret", DATABASE_TLS: "disable" },
  });
  // The clients read their settings when they are created.
  ({ handler } = await import("../../app/src/restore-test/lambda"));
}, 600_000);
afterAll(async () => {
  server?.close();
  await Promise.all([present?.stop(), restored?.stop()]);
});
beforeEach(async () => {
  [jobs, reported, created] = [[job()], [], now - 40 * 24 * HOUR];
  for (const cluster of [present, restored]) await query(cluster, "DELETE FROM photos");
});

test("a restored database with every row of its backup passes, although rows were added and deleted since", async () => {
  await addRow(restored, 3);
  await addRow(restored, 2);
  await addRow(present, 2);
  await addRow(present, 0);
  await handler();
  expect(reported).toEqual([
    {
      id: "job-1",
      ValidationStatus: "SUCCESSFUL",
      ValidationStatusMessage: expect.stringMatching(/^2 photos and \d+ migrations of /),
    },
  ]);
});

test("a restored database without a row that existed fails, and so does the function, so that the alarm fires", async () => {
  await addRow(present, 2);
  await expect(handler()).rejects.toThrow("has 0 photos; 1 of the present ones existed");
  expect(reported).toEqual([expect.objectContaining({ ValidationStatus: "FAILED" })]);
});

test("a restored database without a migration that existed fails", async () => {
  const [last] = await query(restored, "SELECT id FROM schema_migrations ORDER BY id DESC LIMIT 1");
  await query(restored, `UPDATE schema_migrations SET run_on = now() WHERE id = ${last?.id}`);
  await expect(handler()).rejects.toThrow("does not have the migrations");
  await age(restored, 100);
});

test("a restored database that cannot be read gets no result, and the next call validates it", async () => {
  await query(restored, "ALTER TABLE photos RENAME TO gone");
  await expect(handler()).rejects.toThrow('relation "photos" does not exist');
  expect(reported).toEqual([]);
  await query(restored, "ALTER TABLE gone RENAME TO photos");
  await handler();
  expect(reported).toHaveLength(1);
});

test("a test with a result is not validated again", async () => {
  jobs = [job({ ValidationStatus: "SUCCESSFUL" })];
  await addRow(present, 2);
  await handler();
  expect(reported).toEqual([]);
});

test.each([
  ["a restore that failed", { Status: "FAILED", StatusMessage: "no subnet" }, "FAILED: no subnet"],
  ["a restore that was ended", { Status: "ABORTED" }, "ABORTED"],
  [
    "a validation that failed earlier",
    { ValidationStatus: "FAILED", ValidationStatusMessage: "empty" },
    "empty",
  ],
  ["a validation that did not happen in time", { ValidationStatus: "TIMED_OUT" }, "validation TIMED_OUT"],
])("%s makes the function fail until the next test", async (_, changes, message) => {
  jobs = [job(changes)];
  await expect(handler()).rejects.toThrow(message);
  const next = job({ RestoreJobId: "job-2", CreationDate: seconds(now), Status: "RUNNING" });
  jobs = [job(changes), next];
  await expect(handler()).rejects.toThrow(message);
  jobs = [job(changes), { ...next, Status: "COMPLETED", ValidationStatus: "SUCCESSFUL" }];
  await handler();
});

test("no test for 33 days makes the function fail, except after the plan was created", async () => {
  jobs = [];
  await expect(handler()).rejects.toThrow("no restore test has succeeded in the last 33 days");
  created = now - 24 * HOUR;
  await handler();
});
