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

describe("bootstrap refuses to begin, and changes nothing,", () => {
  const refusal = async (env: NodeJS.ProcessEnv, given?: readonly string[]) => {
    const { status, output } = await account.bootstrap(env, given);
    expect(status).toBe(1);
    expect(account.cloud.list()).toEqual([]);
    expect(account.hasLocalState()).toBe(false);
    return output;
  };
  const with_ = (option: string, value: string) =>
    account.args.map((each, at) => (account.args[at - 1] === option ? value : each));

  test("without credentials", async () => {
    const none = {
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    };
    expect(await refusal({ ...none, AWS_CONFIG_FILE: "/dev/null" })).toMatch(
      /There are no AWS credentials here\. Sign in/,
    );
  }, 60_000);

  test("with credentials of another account, and says whose they are", async () => {
    expect(await refusal({}, with_("--account", "999988887777"))).toMatch(
      /credentials are of account 111122223333 .* settings are for 999988887777/,
    );
  }, 60_000);

  test("with a shell that points to another region", async () => {
    expect(await refusal({ AWS_REGION: "eu-west-1" })).toMatch(
      /AWS_REGION is eu-west-1, and the settings are for us-east-1\. Set AWS_REGION=us-east-1/,
    );
  }, 60_000);

  test("when something that it needs was not given, and lists it", async () => {
    const output = await refusal({}, ["--folder", account.folder, "--yes", "--account", "111122223333"]);
    expect(output).toMatch(/--region: .*\n.*--repository: .*\n.*--alarm-address: /);
  }, 60_000);
});

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
