/**
 * The region of the state bucket and of the first key answers no request any more. States are read from the copy of the bucket, and
 * their secrets are decrypted with the key in the other region, with the lines of docs/region-lost.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { clients, createKey } from "@groundwork/testbed/moto/backend";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import { startProxy } from "../../account/proxy";
import { read } from "../../docs/files";
import { realEngine } from "./engine";
import { openSmallProject } from "./small-project";

const [FIRST, SECOND] = ["us-east-1", "eu-central-1"] as const;
const ALIAS = "alias/groundwork-recovery-secrets";
const bucketIn = (region: string) => `groundwork-state-111122223333-${region}`;
const keyIn = (region: string, stack: string) => `awskms:///${ALIAS}?region=${region}&context_stack=${stack}`;

let moto: Moto;
let before: Awaited<ReturnType<typeof startProxy>>;
let small: Awaited<ReturnType<typeof openSmallProject>>;

async function createBucket(region: string): Promise<void> {
  const { s3 } = clients(moto);
  const where = region === FIRST ? {} : { CreateBucketConfiguration: { LocationConstraint: SECOND } };
  await s3.send(new CreateBucketCommand({ Bucket: bucketIn(region), ...where }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucketIn(region), VersioningConfiguration }));
}

/** What S3 Replication does, which moto does not have. */
async function replicate(): Promise<void> {
  const { s3 } = clients(moto);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucketIn(FIRST) }));
  for (const { Key = "" } of Contents) {
    const CopySource = encodeURI(`${bucketIn(FIRST)}/${Key}`);
    await s3.send(new CopyObjectCommand({ Bucket: bucketIn(SECOND), Key, CopySource }));
  }
}

const asked: string[] = [];

/** Runs a line that succeeds, and returns its output. */
async function run(line: string): Promise<string> {
  const { status, output } = await small.run(line);
  if (status !== 0) throw new Error(`${line}: ${status}\n${output}`);
  return output;
}

beforeAll(async () => {
  const [server, engine] = await Promise.all([startMoto(), realEngine()]);
  moto = server;
  // moto cannot decrypt with multi-Region keys. Here the KMS of the second region is that of the first one, so that both have one key.
  before = await startProxy(moto, ({ target, region }) =>
    target.startsWith("TrentService.") ? FIRST : region,
  );
  await createKey(clients(moto).kms, ALIAS);
  for (const region of [FIRST, SECOND]) await createBucket(region);
  const url = `s3://${bucketIn(FIRST)}?region=${FIRST}&use_path_style=true`;
  small = await openSmallProject(engine, before.moto, url);
  for (const [stack, region] of [
    ["prod", FIRST],
    ["standby", SECOND],
  ] as const) {
    await run(`pulumi stack init ${stack} --secrets-provider='${keyIn(region, stack)}'`);
    await run(`pulumi up -s ${stack} --yes`);
  }
  // An update was running when the region was lost: its lock is copied.
  const Key = ".pulumi/locks/organization/groundwork/standby/0b54a1f2-5d8e-4f0a-9a51-0a7d6e3c2b11.json";
  const Body = JSON.stringify({ pid: 4711, username: "runner", hostname: "a-runner", timestamp: new Date() });
  await clients(moto).s3.send(new PutObjectCommand({ Bucket: bucketIn(FIRST), Key, Body }));
  await replicate();
  before.gate.refuse = ({ method, path, region }) => {
    if (region !== FIRST) return undefined;
    asked.push(`${method} ${path}`);
    return { status: 503, body: "" };
  };
  const there = `s3://${bucketIn(SECOND)}?region=${SECOND}&use_path_style=true`;
  Object.assign(small.env, { AWS_REGION: SECOND, PULUMI_BACKEND_URL: there });
}, 600_000);
afterAll(async () => {
  small?.close();
  before?.close();
  await moto?.stop();
});
afterEach(() => expect(asked).toEqual([]));

/** Runs a line of docs/region-lost.md. */
function runDocumented(line: string): Promise<string> {
  expect(read("docs/region-lost.md")).toContain(line);
  return run(line);
}

test("the copied lock is shown and cleared", async () => {
  expect(await runDocumented("npx --no groundwork state locks --stack standby")).toContain("a-runner");
  expect(await runDocumented("npx --no groundwork state unlock --stack standby --holder-is-gone")).toContain(
    "Removed",
  );
});

test("the waiting stack is updated, with its secrets", async () => {
  await run("pulumi config set logRetentionDays 60 -s standby");
  expect(await run("pulumi up -s standby --yes")).toMatch(/1 updated/);
  expect(await run("pulumi stack output curatorToken --show-secrets -s standby")).toBe("a-token\n");
});

test("the secrets of the lost stack are read with the key of the other region", async () => {
  const { s3 } = clients(moto);
  const object = { Bucket: bucketIn(SECOND), Key: ".pulumi/stacks/groundwork/prod.json" };
  const file = join(small.project, "prod.json");
  expect(read("docs/region-lost.md")).toContain(`aws s3 cp s3://${object.Bucket}/${object.Key} prod.json`);
  const { Body } = await s3.send(new GetObjectCommand(object));
  writeFileSync(file, (await Body?.transformToString()) ?? "");
  await runDocumented("sed -i.before 's/secrets?region=us-east-1/secrets?region=eu-central-1/' prod.json");
  await s3.send(new PutObjectCommand({ ...object, Body: readFileSync(file) }));
  expect(await runDocumented("pulumi stack output --show-secrets -s prod")).toContain("a-token");
});

test("the first region was used until it was lost, and does not answer", async () => {
  const { status } = await small.run(
    `PULUMI_BACKEND_URL='s3://${bucketIn(FIRST)}?region=${FIRST}&use_path_style=true' AWS_MAX_ATTEMPTS=1 pulumi stack ls`,
  );
  expect(status).not.toBe(0);
  expect(asked.splice(0).length).toBeGreaterThan(0);
});
