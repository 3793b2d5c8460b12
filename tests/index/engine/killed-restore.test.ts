/**
 * `groundwork restore` whose engine is killed with SIGKILL in each phase. A person clears the lock and adopts what was created, as
 * docs/state.md describes, and the same line continues.
 */
import { projectName } from "@groundwork/rehearse/project/files";
import { openBackend } from "@groundwork/state/backend";
import { locksOf, unlock } from "@groundwork/state/locks";
import { adopt, cutOffCreations } from "@groundwork/state/pending";
import { readState } from "@groundwork/state/stacks";
import { engine } from "@groundwork/testbed/engine";
import { describeDrawn, drawn, restores } from "../../drawn";
import { open, type TestStack } from "./engine";
import { runLine } from "./restore-command";

describeDrawn("killed-restore", restores, () => {
  const instanceType = "aws:rds/instance:Instance";
  const parametersType = "aws:rds/parameterGroup:ParameterGroup";
  const command = "npx --no groundwork restore STACK";
  let dev: TestStack;
  let before: ReadonlyMap<string, string>;

  beforeAll(async () => {
    dev = await open("dev", { checkpoints: true });
    dev.set({ databaseDeletionProtection: true, gallery: "off", monitoring: "off" });
    await dev.run("up");
    before = ids();
  }, 600_000);
  afterAll(() => dev?.close());

  const ids = () => new Map(dev.cloud.list(instanceType).map(({ name, id }) => [name, id]));
  const backend = () => openBackend(dev.stack.workspace.envVars.PULUMI_BACKEND_URL ?? "");
  const nameOfStack = () => ({ project: projectName(), stack: dev.stack.name });

  /** The change with which an engine is killed. */
  interface Moment {
    readonly type: string;
    readonly name: string;
    /** Default: any change. */
    readonly kind?: "create" | "update" | "delete";
  }

  /** Runs a line, and kills its engine with the first change of this kind, type and name. */
  async function kill(line: string, at: Moment): Promise<void> {
    let killed = 0;
    dev.cloud.before = async ({ kind, type, name }) => {
      if (killed > 0 || kind !== (at.kind ?? kind) || kind === "read") return;
      if (type !== at.type || !name.startsWith(at.name)) return;
      const [lock] = (await locksOf(backend(), nameOfStack())).filter(({ holder }) => holder === "alive");
      if (lock?.pid === undefined) throw new Error("the lock of the engine names no process");
      killed = lock.pid;
      process.kill(killed, "SIGKILL");
    };
    const failure = await runLine(dev, line).catch(String);
    dev.cloud.before = () => undefined;
    expect(killed).toBeGreaterThan(0);
    expect(failure).toMatch(/run the same command again/);
    // What had begun in the cloud is completed there.
    expect(await unlock(backend(), nameOfStack())).toHaveLength(1);
    const cutOff = cutOffCreations((await readState(backend(), nameOfStack())).pending);
    if (cutOff.length === 0) return;
    const found = cutOff.flatMap(({ urn, type }) => {
      const there = dev.cloud.list(type).find(({ name }) => urn.endsWith(`::${name}`));
      return there ? [[urn, there.id] as const] : [];
    });
    const { workDir, envVars, pulumiHome } = dev.stack.workspace;
    const env = { ...envVars, ...(pulumiHome === undefined ? {} : { PULUMI_HOME: pulumiHome }) };
    const { command: pulumi } = await engine();
    await adopt(pulumi.command, { stack: dev.stack.name, folder: workDir, found, env });
  }

  const restored = ["database-2-primary", "database-2-replica-1"];

  const forward: readonly [phase: string, at: Moment][] = [
    ["created", { type: instanceType, name: "database-2-primary" }],
    ["prepared", { type: instanceType, name: "database-2-replica" }],
    ["stopped", { type: parametersType, name: "database-primary" }],
    ["switched", { type: "aws:secretsmanager/secretVersion:SecretVersion", name: "" }],
  ];
  test.each(drawn(forward, 1))(
    "killed in the phase %s, no instance is lost, and the same line continues",
    async (phase, at) => {
      const line = `${command} --snapshot ID --until ${phase}`;
      await kill(line, at);
      for (const [name, id] of before) expect(ids().get(name)).toBe(id);
      await runLine(dev, line);
      for (const [name, id] of before) expect(ids().get(name)).toBe(id);
      expect(ids().size).toBe(before.size + (phase === "created" ? 1 : 2));
    },
  );

  test("the line reaches the last phase before the confirmation", async () => {
    await runLine(dev, `${command} --snapshot ID`);
    expect(ids().size).toBe(before.size + 2);
  });

  const back: readonly [phase: string, at: Moment][] = [
    ["returning", { type: parametersType, name: "database-2-primary" }],
    ["returned", { type: parametersType, name: "database-primary" }],
    ["the deletion", { type: instanceType, name: "database-2-primary", kind: "delete" }],
  ];
  test.each(drawn(back, 1))("killed on the way back in %s, the former instances stay", async (_, at) => {
    await kill(`${command} --back`, at);
    for (const [name, id] of before) expect(ids().get(name)).toBe(id);
  });

  test("the way back ends with the former instances only, and nothing to change", async () => {
    await runLine(dev, `${command} --back`);
    expect(ids()).toEqual(before);
    expect(await dev.run("preview")).toEqual([]);
  });

  test("killed in the confirmation, before and during the deletion, the restored instances stay", async () => {
    await runLine(dev, `${command} --to latest --until prepared`);
    await runLine(dev, command);
    const kept = restored.map((name) => ids().get(name));
    await kill(`${command} --confirm`, { type: instanceType, name: "database-primary", kind: "update" });
    await kill(`${command} --confirm`, { type: instanceType, name: "database-replica-1", kind: "delete" });
    await runLine(dev, `${command} --confirm`);
    expect([...ids().keys()].sort()).toEqual(restored);
    expect(restored.map((name) => ids().get(name))).toEqual(kept);
    expect(await dev.run("preview")).toEqual([]);
  });
});
