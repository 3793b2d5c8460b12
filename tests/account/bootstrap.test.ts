import { setTimeout as sleep } from "node:timers/promises";
import { openBackend } from "@groundwork/state/backend";
import { locksOf } from "@groundwork/state/locks";
import { readState } from "@groundwork/state/stacks";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import { until } from "@groundwork/testbed/processes/until";
import { realEngine } from "../index/state/engine";
import { openAccount } from "./account";
import { type ProxiedRequest, startProxy } from "./proxy";

const BACKEND = "s3://groundwork-state-111122223333-us-east-1?region=us-east-1&use_path_style=true";
const NAME = { project: "groundwork-bootstrap", stack: "main" };
const STATE = "/.pulumi/stacks/groundwork-bootstrap/main.json";

let moto: Moto;
let before: Awaited<ReturnType<typeof startProxy>>;
let account: Awaited<ReturnType<typeof openAccount>>;
beforeAll(async () => {
  moto = await startMoto();
  Object.assign(process.env, moto.env);
  before = await startProxy(moto);
  account = await openAccount(before.moto, await realEngine());
}, 600_000);
afterAll(async () => {
  account?.close();
  before?.close();
  await moto?.stop();
});

/** Runs bootstrap until the given moment, then kills it with all its child processes. Returns its output. */
async function cutOff(time: (kill: () => void, printed: () => string) => unknown): Promise<string> {
  const child = account.startBootstrap();
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  let killed = false;
  const kill = () => {
    if (child.exitCode === null && child.pid && !killed) process.kill(-child.pid, "SIGKILL");
    killed = true;
  };
  const closed = new Promise((resolve) => child.once("close", resolve));
  await time(kill, () => output);
  await closed;
  before.gate.refuse = () => undefined;
  expect(output).not.toMatch(/failed|Error/);
  expect(killed).toBe(true);
  return output;
}

/** Kills at a request to S3: before its response, or at the following request. */
function atRequest(is: (asked: ProxiedRequest) => boolean, when: "unanswered" | "done" = "unanswered") {
  return (kill: () => void) => {
    let seen = false;
    before.gate.refuse = (asked) => {
      if (!seen && is(asked)) {
        seen = true;
        if (when === "done") return undefined;
      } else if (!seen) return undefined;
      kill();
      return { status: 503, body: "" };
    };
  };
}

const writes = (part: string) => (asked: ProxiedRequest) =>
  asked.method === "PUT" && asked.path.includes(part);

/** The n-th of such requests. */
function nth(n: number, is: (asked: ProxiedRequest) => boolean) {
  let count = 0;
  return (asked: ProxiedRequest) => is(asked) && ++count === n;
}

describe("bootstrap, killed repeatedly, continues", () => {
  afterEach(() => expect(account.cloud.list("aws:s3/bucket:Bucket").length).toBeLessThanOrEqual(2));

  test("after a kill during provisioning, which leaves a local state and resources that are not in the state", async () => {
    account.cloud.before = async ({ kind }) => void (kind === "create" && (await sleep(60)));
    await cutOff(async (kill) => {
      while (account.cloud.list().length < 15) await sleep(20);
      kill();
    });
    account.cloud.before = () => undefined;
    expect(account.cloud.list("aws:s3/bucket:Bucket").length).toBeGreaterThan(0);
    expect(account.hasLocalState()).toBe(true);
  });

  test.each([
    ["when it first writes into the bucket", writes("/.pulumi/meta.yaml"), "unanswered"],
    ["when it creates an empty state there", writes(STATE), "unanswered"],
    ["when it locks the state there", nth(2, writes("/.pulumi/locks/")), "done"],
    ["when it writes the state there", nth(1, writes(STATE)), "unanswered"],
    ["when it has written the state there", nth(1, writes(STATE)), "done"],
  ] as const)("after a kill during the move of the state, %s", async (_, is, when) => {
    const output = await cutOff(atRequest(is, when));
    expect(output).toMatch(/Step 2 of 4/);
    expect(account.hasLocalState()).toBe(true);
  });

  test("after a kill while it verifies the moved state: the local copy still exists", async () => {
    const output = await cutOff(async (kill, printed) => {
      while (!/Step 3 of 4/.test(printed())) await sleep(10);
      atRequest(({ method, path }) => method === "GET" && path.includes(STATE))(kill);
    });
    expect(output).toMatch(/continuing from there/);
    expect(account.hasLocalState()).toBe(true);
  });

  test("to the end: the state is in the bucket, the copy is removed, and the lines for files and settings are printed", async () => {
    const { status, output } = await account.bootstrap();
    expect(output).toMatch(/Step 4 of 4/);
    expect(status).toBe(0);
    expect(account.hasLocalState()).toBe(false);
    expect(await locksOf(openBackend(BACKEND), NAME)).toEqual([]);
    expect(output).toContain("url: s3://groundwork-state-111122223333-us-east-1?region=us-east-1");
    expect(output).toContain("arn:aws:iam::111122223333:policy/groundwork-boundary-prod");
    expect(output).toContain("AWS_ROLE_DEPLOY_DEV=arn:aws:iam::111122223333:role/groundwork-deploy-dev");
    expect(account.stackFile()).toMatch(/secretsprovider: awskms:.*context_stack=main/);
    expect(account.stackFile()).not.toMatch(/encryptionsalt/);
  });

  test("and leaves nothing that its state does not contain, except interrupted keys", async () => {
    const { resources, pending } = await readState(openBackend(BACKEND), NAME);
    const known = new Set(resources.map(({ id }) => id));
    const orphans = account.cloud
      .list()
      .filter(({ id, type }) => !known.has(id) && type !== "aws:kms/key:Key");
    expect(orphans.map(({ type, name }) => `${type} ${name}`)).toEqual([]);
    expect(pending).toEqual([]);
  });

  test("and changes nothing in another run", async () => {
    const { status, output } = await account.bootstrap();
    expect(output).toMatch(/Everything already exists/);
    expect(status).toBe(0);
  });
});

test("a killed update of bootstrap leaves a lock in the bucket, and the next run removes it", async () => {
  account.edit("imagesKept", "400");
  await cutOff(atRequest(writes("/.pulumi/locks/"), "done"));
  // The engine ends a moment after its parent.
  const isAlive = ({ holder }: { readonly holder: string }) => holder === "alive";
  await until(async () => !(await locksOf(openBackend(BACKEND), NAME)).some(isAlive));
  expect(await locksOf(openBackend(BACKEND), NAME)).toMatchObject([{ holder: "dead" }]);
  const { status, output } = await account.bootstrap();
  expect(output).toMatch(/continuing from there/);
  expect(status).toBe(0);
  expect(account.cloud.list("aws:ecr/lifecyclePolicy:LifecyclePolicy")[0]?.inputs.policy).toMatch(
    /"countNumber":400/,
  );
});

test("the second of two simultaneous runs is rejected, and changes nothing", async () => {
  account.edit("imagesKept", "300");
  const store = openBackend(BACKEND);
  account.cloud.before = () => sleep(1_500);
  const first = account.bootstrap();
  while ((await locksOf(store, NAME)).length === 0) await sleep(20);
  account.cloud.before = () => sleep(10_000);
  const second = await account.bootstrap();
  account.cloud.before = () => undefined;
  expect(second.output).toMatch(/Another bootstrap is running:\n.*\n.*its process runs on this machine/);
  expect(second.status).toBe(1);
  expect(await first).toMatchObject({ status: 0 });
});
