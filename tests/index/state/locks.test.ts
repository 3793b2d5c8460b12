import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { newCloud } from "@groundwork/rehearse/cloud";
import type { Engine } from "@groundwork/rehearse/engine";
import { OperationFailed, operate } from "@groundwork/rehearse/lifecycle/operations";
import { openStack, type RehearsedStack } from "@groundwork/rehearse/lifecycle/workspace";
import { type Backend, openBackend } from "@groundwork/state/backend";
import { locksOf } from "@groundwork/state/locks";
import { readState, stateKey } from "@groundwork/state/stacks";
import { createBackend } from "@groundwork/testbed/moto/backend";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import groundwork from "../../../index";
import { testProject } from "../../project/test-project";
import { type Ran, realEngine, runGroundwork, shellWith } from "./engine";

const NAME = { project: "groundwork", stack: "dev" };

const cloud = newCloud();
let moto: Moto;
let engine: Engine;
let store: Backend;
let dev: RehearsedStack;
let rival: RehearsedStack;

beforeAll(async () => {
  [moto, engine] = await Promise.all([startMoto(), realEngine()]);
  Object.assign(process.env, moto.env);
  const backend = await createBackend(moto, "groundwork-state");
  store = openBackend(backend.url);
  const program = async () => groundwork(undefined, []);
  const args = { engine: engine.command, folder: testProject, stack: "dev", cloud, program, backend };
  dev = await openStack(args);
  rival = await openStack(args);
  // The stack's file is in the repository, so every user has it as the first `stack init` wrote it.
  const file = (of: RehearsedStack) => join(of.stack.workspace.workDir, "Pulumi.dev.yaml");
  copyFileSync(file(dev), file(rival));
}, 600_000);
afterAll(async () => {
  dev?.close();
  rival?.close();
  await moto?.stop();
});

/** Runs `npx --no groundwork state VERB --stack dev` in the folder of the stack under test. */
function state(...args: readonly string[]): Promise<Ran> {
  // The rehearsal has a PATH without pulumi.
  const env = { ...dev.stack.workspace.envVars, ...shellWith(engine, moto.env) };
  return runGroundwork(["state", ...args, "--stack", "dev"], { env, cwd: dev.stack.workspace.workDir });
}

/** Resources that exist in the cloud but are not in the state. */
async function orphans(): Promise<string[]> {
  const known = new Set((await readState(store, NAME)).resources.map(({ id }) => id));
  return cloud.list().flatMap(({ id, type, name }) => (known.has(id) ? [] : [`${type} ${name}`]));
}

test("an update killed with SIGKILL leaves a lock that names its holder and shows that the holder has ended", async () => {
  // AWS answers no call after the thirtieth resource, so that the update is still running when it is killed.
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  cloud.before = async ({ kind }) => {
    if (kind === "create" && cloud.list().length >= 30) await answered;
  };
  const up = operate(dev.stack, "up").catch((error: unknown) => error);
  while (cloud.list().length < 30) await sleep(10);
  const [lock] = await locksOf(store, NAME);
  expect(lock).toMatchObject({ holder: "alive" });

  const early = await state("unlock");
  expect(early.status).toBe(1);
  expect(early.output).toMatch(/its process runs on this machine[\s\S]*Do not unlock a running update/);

  process.kill(lock?.pid ?? 0, "SIGKILL");
  expect(await up).toBeInstanceOf(OperationFailed);
  answer();
  cloud.before = () => undefined;
  const { output } = await state("locks");
  expect(output).toMatch(new RegExp(`${lock?.id}: .* process ${lock?.pid}, since .*\n.*the lock is stale`));
});

test("the stale lock stops the next update, and the message explains how to remove it", async () => {
  await expect(operate(dev.stack, "up")).rejects.toThrow(/locked by 1 lock.*[\s\S]*pid \d+/);
});

test("unlock removes the lock, adopt adds interrupted creations to the state, and the next up completes without orphans", async () => {
  const { status, output } = await state("unlock");
  expect(status).toBe(0);
  expect(await locksOf(store, NAME)).toEqual([]);

  // The command's suggestion, with ids that only the cloud knows.
  const suggested = [...output.matchAll(/'(urn:[^']+)=([^'=]+)'/g)];
  const existing = suggested.flatMap(([, urn = ""]) => {
    const [, , types = "", name = ""] = urn.split("::");
    const found = cloud.list(types.split("$").at(-1)).find((each) => each.name === name);
    return found ? [`${urn}=${found.id}`] : [];
  });
  if (suggested.length > 0) {
    const adopted = await state("adopt", "--forget", ...existing);
    const forgotten = suggested.length - existing.length;
    expect(adopted.output).toContain(`Adopted ${existing.length}, forgot ${forgotten}.`);
    expect(adopted.status).toBe(0);
  }
  expect((await operate(dev.stack, "up")).changes.length).toBeGreaterThan(0);
  expect(await orphans()).toEqual([]);
  expect((await operate(dev.stack, "up")).changes).toEqual([]);
});

test("the second of two simultaneous updates is rejected with the holder of the lock, and both states are kept", async () => {
  const vpc = cloud.list("aws:ec2/vpc:Vpc")[0]?.id ?? "";
  cloud.tamper("aws:ec2/vpc:Vpc", vpc, { enableDnsHostnames: false });
  // The refresh waits for the cloud until the other update is rejected, so that it cannot end before.
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  cloud.before = () => answered;
  const first = operate(dev.stack, "refresh");
  try {
    while ((await locksOf(store, NAME)).length === 0) await sleep(10);
    await expect(operate(rival.stack, "up")).rejects.toThrow(/currently locked by 1 lock/);
  } finally {
    answer();
    cloud.before = () => undefined;
  }
  await first;
  const { changes } = await operate(rival.stack, "up");
  expect(changes.map(({ op }) => op)).toEqual(["update"]);
  expect((await operate(dev.stack, "preview")).changes).toEqual([]);
  expect(await locksOf(store, NAME)).toEqual([]);
});

test("a state that was overwritten with invalid data is restored from its versions", async () => {
  const before = await readState(store, NAME);
  await store.write(stateKey(NAME), "<html>502 Bad Gateway</html>");
  await expect(operate(dev.stack, "preview")).rejects.toThrow();

  const { output } = await state("versions", "--limit", "2");
  expect(output).toMatch(/it is not JSON {2}\(current\)\n.*\d+ resources/);
  const restored = await state("restore");
  expect(restored.output).toMatch(/Restored version .* with \d+ resources/);
  expect(await readState(store, NAME)).toEqual(before);
  expect((await operate(dev.stack, "up")).changes).toEqual([]);
});

test("a readable state is not restored by accident, nor is a locked one", async () => {
  const untouched = await store.read(stateKey(NAME));
  const sound = await state("restore");
  expect(sound.status).toBe(1);
  expect(sound.output).toMatch(/there is nothing to repair/);

  const lock = { pid: 4242, username: "runner", hostname: "fv-az123-456", timestamp: new Date() };
  await store.write(`.pulumi/locks/organization/groundwork/dev/other.json`, JSON.stringify(lock));
  const locked = await state("restore");
  expect(locked.output).toMatch(
    /dev is locked; nothing was changed[\s\S]*runner@fv-az123-456[\s\S]*GitHub Actions/,
  );
  const careful = await state("unlock");
  expect(careful.status).toBe(1);
  expect(careful.output).toMatch(/--holder-is-gone/);
  expect((await state("unlock", "--holder-is-gone")).status).toBe(0);
  expect(await store.read(stateKey(NAME))).toBe(untouched);
});
