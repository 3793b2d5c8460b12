import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../../scripts/engine";
import { type Moto, startMoto } from "../../scripts/moto/server";
import { openBackend } from "../../scripts/state/backend";
import { readState } from "../../scripts/state/stacks";
import { openAccount } from "./account";
import { realEngine } from "./engine";

const BACKEND = "s3://groundwork-state-111122223333-us-east-1?region=us-east-1&use_path_style=true";
const NAME = { project: "groundwork-bootstrap", stack: "main" };

let moto: Moto;
let engine: Engine;
let account: Awaited<ReturnType<typeof openAccount>>;
beforeAll(async () => {
  [moto, engine] = await Promise.all([startMoto(), realEngine()]);
  Object.assign(process.env, moto.env);
  account = await openAccount(moto, engine);
}, 600_000);
afterAll(async () => {
  account?.close();
  await moto?.stop();
});

/** Runs bootstrap until it has printed the line and the time has come; then kills it and all that it started. */
async function cutOff(line: RegExp, time: () => Promise<void>): Promise<string> {
  const child = account.startBootstrap();
  let output = "";
  const seen = new Promise<void>((resolve) => {
    const read = (chunk: unknown) => {
      output += chunk;
      if (line.test(output)) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("close", () => resolve());
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  await seen;
  await time();
  if (child.exitCode === null && child.pid) process.kill(-child.pid, "SIGKILL");
  await closed;
  return output;
}

describe("bootstrap, killed again and again", () => {
  test("while it provisions: it leaves a local state and creations that no state knows", async () => {
    account.cloud.before = async ({ kind }) => void (kind === "create" && (await sleep(60)));
    await cutOff(/Step 1/, async () => {
      while (account.cloud.list().length < 15) await sleep(20);
    });
    account.cloud.before = () => undefined;
    expect(account.cloud.list("aws:s3/bucket:Bucket").length).toBeGreaterThan(0);
    expect(account.hasLocalState()).toBe(true);
  }, 120_000);

  test("while it moves the state: it takes up what is there, and creates nothing twice", async () => {
    const output = await cutOff(/Step 2 of 4/, () => sleep(900));
    expect(output).toMatch(/going on from there/);
    expect(output).not.toMatch(/failed/);
    expect(account.hasLocalState()).toBe(true);
  }, 120_000);

  test("while it checks the moved state: the local copy is still there", async () => {
    expect(await cutOff(/Step 3 of 4/, () => sleep(1_000))).not.toMatch(/failed|Error/);
    expect(account.hasLocalState()).toBe(true);
  }, 120_000);

  test("ends with the state in the bucket, the copy gone, and the lines to put into the stacks' files", async () => {
    const { status, output } = await account.bootstrap();
    expect(output).toMatch(/Step 4 of 4/);
    expect(status).toBe(0);
    expect(account.hasLocalState()).toBe(false);
    expect(output).toContain("url: s3://groundwork-state-111122223333-us-east-1?region=us-east-1");
    expect(output).toContain("arn:aws:iam::111122223333:policy/groundwork-boundary-prod");
    expect(output).toContain("AWS_ROLE_DEPLOY_DEV=arn:aws:iam::111122223333:role/groundwork-deploy-dev");
    expect(account.stackFile()).toMatch(/secretsprovider: awskms:.*context_stack=main/);
    expect(account.stackFile()).not.toMatch(/encryptionsalt/);
  }, 120_000);

  test("leaves nothing in the account that its state does not know, but keys cut off", async () => {
    const { resources, pending } = await readState(openBackend(BACKEND), NAME);
    const known = new Set(resources.map(({ id }) => id));
    const orphans = account.cloud
      .list()
      .filter(({ id, type }) => !known.has(id) && type !== "aws:kms/key:Key");
    expect(orphans.map(({ type, name }) => `${type} ${name}`)).toEqual([]);
    expect(pending).toEqual([]);
  });

  test("run once more, changes nothing", async () => {
    const { status, output } = await account.bootstrap();
    expect(output).toMatch(/Everything is there already/);
    expect(status).toBe(0);
  }, 120_000);
});
