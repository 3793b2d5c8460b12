import { newCloud } from "@groundwork/rehearse/cloud";
import type { Engine } from "@groundwork/rehearse/engine";
import { operate } from "@groundwork/rehearse/lifecycle/operations";
import { rehearse } from "@groundwork/rehearse/lifecycle/rehearsal";
import {
  openStack,
  type RehearsedBackend,
  type RehearsedStack,
} from "@groundwork/rehearse/lifecycle/workspace";
import { openBackend } from "@groundwork/state/backend";
import { listStacks, stateKey } from "@groundwork/state/stacks";
import { clients, createBackend, createKey, everything } from "@groundwork/testbed/moto/backend";
import { type Moto, startMoto } from "@groundwork/testbed/moto/server";
import groundwork from "../../../index";
import { testProject } from "../../project/test-project";
import { realEngine, runPulumi, shellWith } from "./engine";

const BUCKET = "groundwork-state-111122223333-us-east-1";
const NAME = { project: "groundwork", stack: "dev" };
const PASSWORD = "aws:rds/instance:Instance";

const cloud = newCloud();
let moto: Moto;
let engine: Engine;
let backend: RehearsedBackend;
let dev: RehearsedStack;
beforeAll(async () => {
  [moto, engine] = await Promise.all([startMoto(), realEngine()]);
  Object.assign(process.env, moto.env);
  backend = await createBackend(moto, BUCKET);
  const program = async () => groundwork(undefined, []);
  dev = await openStack({
    engine: engine.command,
    folder: testProject,
    stack: "dev",
    cloud,
    program,
    backend,
  });
}, 600_000);
afterAll(async () => {
  dev?.close();
  await moto?.stop();
});

describe("dev with its state in S3 and its secrets encrypted by KMS", () => {
  const steps = () => rehearse({ rehearsed: dev, cloud, signal: new AbortController().signal });
  let rehearsal: ReturnType<typeof steps>;

  /** Continues the rehearsal up to a step; returns the problems. */
  async function continueTo(last: string): Promise<string[]> {
    const problems: string[] = [];
    for (let next = await rehearsal.next(); !next.done; next = await rehearsal.next()) {
      const { name, seconds, summary } = next.value;
      console.info(`dev on S3 with KMS: ${name}, ${summary}, ${seconds.toFixed(1)} s`);
      problems.push(...next.value.surprises);
      if (name === last) return problems;
    }
    throw new Error(`the rehearsal has no step ${last}`);
  }

  test("is created, updated without a change, and shows no drift", async () => {
    rehearsal = steps();
    expect(await continueTo("refresh")).toEqual([]);
    expect(cloud.list().length).toBeGreaterThan(50);
  });

  test("stores no object version that contains the database's password in plain text", async () => {
    const passwords = cloud.list(PASSWORD).flatMap(({ inputs: { password } }) => password ?? []);
    expect(passwords).toHaveLength(1);
    const objects = await everything(clients(moto).s3, BUCKET);
    expect(objects.length).toBeGreaterThan(100);
    const leaks = objects.filter(({ text }) => passwords.some((password) => text.includes(String(password))));
    expect(leaks.map(({ key }) => key)).toEqual([]);
  });

  test("moves its secrets to another key with the documented command, and changes nothing else", async () => {
    await createKey(clients(moto).kms, "alias/groundwork-secrets-2");
    const { provider } = await secretsOf();
    const to = "awskms:///alias/groundwork-secrets-2?region=us-east-1&context_stack=dev";
    const { workDir: cwd, envVars } = dev.stack.workspace;
    const env = { ...shellWith(engine, {}), ...envVars };
    const changed = await runPulumi(engine, ["stack", "change-secrets-provider", to, "-s", "dev"], {
      env,
      cwd,
    });
    expect(changed).toMatchObject({ status: 0 });
    expect((await secretsOf()).provider).not.toEqual(provider);
    expect((await operate(dev.stack, "preview")).changes).toEqual([]);
  });

  test("with 50 stacks in one bucket, selecting one and listing all takes seconds", async () => {
    const store = openBackend(backend.url);
    const state = (await store.read(stateKey(NAME))) ?? "";
    const names = Array.from({ length: 49 }, (_, at) => `team-${at + 1}`);
    await Promise.all(
      names.map((stack) =>
        store.write(
          stateKey({ ...NAME, stack }),
          state.replaceAll("urn:pulumi:dev::", `urn:pulumi:${stack}::`),
        ),
      ),
    );
    const timed = async (work: () => Promise<unknown>) => {
      const start = performance.now();
      await work();
      return (performance.now() - start) / 1000;
    };
    const select = await timed(() => dev.stack.workspace.selectStack("dev"));
    let listed = 0;
    const list = await timed(async () => {
      listed = (await dev.stack.workspace.listStacks()).length;
    });
    const ours = await timed(() => listStacks(store));
    console.info(
      `50 stacks of ${(state.length / 1024).toFixed(0)} KiB: select one ${select.toFixed(1)} s, ` +
        `list all ${list.toFixed(1)} s (npx --no groundwork state list: ${ours.toFixed(2)} s)`,
    );
    expect(listed).toBe(50);
    expect(select).toBeLessThan(10);
    expect(list).toBeLessThan(30);
  });

  test("is destroyed, and leaves nothing", async () => {
    expect(await continueTo("destroy")).toEqual([]);
    expect(cloud.list()).toEqual([]);
  });
});

/** The secrets provider in the state. */
async function secretsOf(): Promise<{ provider: unknown }> {
  const text = (await openBackend(backend.url).read(stateKey(NAME))) ?? "{}";
  return { provider: JSON.parse(text).checkpoint.latest.secrets_providers };
}
