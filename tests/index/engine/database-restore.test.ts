/**
 * `groundwork restore` on a running stack, in the real engine, as the runbooks name it. Updates fail half-way, and the same line
 * continues. docs/restores.md describes the phases.
 */
import { readFileSync } from "node:fs";
import type { RunStatement } from "@groundwork/delivery/restore/statements";
import { Refusal } from "@groundwork/rehearse/cloud/cloud";
import { settingsFile } from "@groundwork/rehearse/project/stack-settings";
import { describeDrawn, restores } from "../../drawn";
import { open, type TestStack } from "./engine";
import { run, runLine } from "./restore-command";

describeDrawn("database-restore", restores, () => {
  const instanceType = "aws:rds/instance:Instance";
  const parametersType = "aws:rds/parameterGroup:ParameterGroup";
  const versionType = "aws:secretsmanager/secretVersion:SecretVersion";
  const command = "npx --no groundwork restore STACK";
  let dev: TestStack;
  /** Ids of the instances before the restore, by name. */
  let before: ReadonlyMap<string, string>;
  let file: string;

  beforeAll(async () => {
    dev = await open("dev");
    // The application is not part of the restore; tests/infra/database-restore.test.ts has what it connects to.
    dev.set({ databaseDeletionProtection: true, gallery: "off", monitoring: "off" });
    await dev.run("up");
    before = ids();
    file = text();
  }, 600_000);
  afterAll(() => dev?.close());

  const text = () => readFileSync(settingsFile(dev.stack), "utf8");
  const ids = () => new Map(dev.cloud.list(instanceType).map(({ name, id }) => [name, id]));
  const names = () => [...ids().keys()].sort();
  const find = (name: string) => dev.cloud.list(instanceType).find((each) => each.name === name);
  const host = () => JSON.parse(String(dev.cloud.list(versionType)[0]?.inputs.secretString)).host;
  const addressOf = (name: string) => find(name)?.outputs.address;
  const isReadOnly = (name: string) =>
    JSON.stringify(
      dev.cloud.list(parametersType).find((each) => each.name === name)?.inputs.parameters,
    ).includes("default_transaction_read_only");

  /** Runs a line that fails at a change of this type, in its last phase, and continues with the same line. */
  async function interrupted(line: string, failing: { type: string; name: string }): Promise<string> {
    dev.cloud.before = ({ type, name }) => {
      if (type === failing.type && name.startsWith(failing.name))
        throw new Refusal("InternalFailure: try again later");
    };
    const failure = await runLine(dev, line).catch(String);
    dev.cloud.before = () => undefined;
    expect(failure).toMatch(/InternalFailure[\s\S]*run the same command again/);
    return runLine(dev, line);
  }

  const former = ["database-primary", "database-replica-1"];
  const restored = ["database-2-primary", "database-2-replica-1"];

  test.each([
    [`${command} --to 2026-10-31T14:32:00Z --until prepared --dry-run`, 2],
    [`${command} --to 2026-10-31T14:32:00Z --dry-run`, 4],
    [`${command} --snapshot ID --dry-run`, 4],
  ])("a dry run shows the first phase, and changes neither cloud nor settings: %s", async (line, steps) => {
    const printed = await runLine(dev, line);
    expect(printed).toMatch(
      /step 1 of \d: created[\s\S]*create database-2-primary[\s\S]*step 2 of \d: prepared/,
    );
    expect(printed).toContain(`step ${steps} of ${steps}: `);
    expect(ids()).toEqual(before);
    expect(text()).toBe(file);
  });

  test("a source that AWS cannot restore is refused, and changes neither cloud nor settings", async () => {
    const asked = "Backups";
    const findings = [
      { asked, result: "problem", found: "RDS has none", advice: "Choose another." } as const,
    ];
    await expect(runLine(dev, `${command} --to latest`, { ask: async () => ({ findings }) })).rejects.toThrow(
      "The restore is refused; nothing was changed.\n  Backups: RDS has none",
    );
    expect(ids()).toEqual(before);
    expect(text()).toBe(file);
  });

  test("the restored instances stand beside the former ones, with their own password, and nothing else changes", async () => {
    const line = `${command} --to 2026-10-31T14:32:00Z --until prepared`;
    await interrupted(line, { type: instanceType, name: "database-2-replica" });
    expect(names()).toEqual([...restored, ...former].sort());
    for (const name of former) expect(find(name)?.id).toBe(before.get(name));
    expect(find("database-2-primary")?.inputs.password).not.toBe(find("database-primary")?.inputs.password);
    expect(host()).toBe(addressOf("database-primary"));
  });

  test("settings of a checkout without the restore are refused, and change nothing", async () => {
    const phase = text();
    dev.set({ databaseRestorePhase: undefined, databaseRestoreTime: undefined });
    await expect(dev.run("up")).rejects.toThrow("databaseRestorePhase prepared");
    expect(names()).toEqual([...restored, ...former].sort());
    dev.set({ databaseRestorePhase: "prepared", databaseRestoreTime: "2026-10-31T14:32:00Z" });
    expect(text()).toBe(phase);
  });

  test("a restored database without rows of the present one does not stop writes", async () => {
    const restoredHost = addressOf("database-2-primary");
    const [rows] = [{ rows: 2, newest: "2026-10-31T14:31:00Z", before: 2 }];
    const missing: RunStatement = async (statement, login) =>
      login.host === restoredHost && statement.includes("count(*) AS rows") ? [rows] : run(statement, login);
    await expect(runLine(dev, command, { run: missing })).rejects.toThrow(
      /does not pass; writes were not stopped[\s\S]*3 rows of the present database existed/,
    );
    expect(isReadOnly("database-primary")).toBe(false);
  });

  test("a transaction that still writes keeps the application on the former primary", async () => {
    const writing: RunStatement = async (statement, login) =>
      statement.includes("backend_xid") ? [{ read_only: "on", writers: 1 }] : run(statement, login);
    await expect(runLine(dev, command, { run: writing, writersSeconds: 0 })).rejects.toThrow(
      "1 transactions still write, after 0 s. Applications were not switched, so that no row is lost.",
    );
    expect(isReadOnly("database-primary")).toBe(true);
    expect(host()).toBe(addressOf("database-primary"));
  });

  test("writes stop in the former primary, and the application uses the restored one, which accepts them", async () => {
    const printed = await interrupted(command, { type: versionType, name: "" });
    expect(printed).toMatch(/Writes were stopped for \d+ s\.\nRead test: the list/);
    expect([isReadOnly("database-primary"), isReadOnly("database-2-primary")]).toEqual([true, false]);
    expect(host()).toBe(addressOf("database-2-primary"));
    expect(names()).toEqual([...restored, ...former].sort());
    expect(await dev.run("preview")).toEqual([]);
  });

  test("before it is confirmed, the application returns to the former instances, which accept writes again", async () => {
    await interrupted(`${command} --back`, { type: parametersType, name: "database-primary" });
    expect(host()).toBe(addressOf("database-primary"));
    expect(isReadOnly("database-primary")).toBe(false);
    expect(ids()).toEqual(before);
    expect(text()).toBe(file);
    expect(await dev.run("refresh")).toEqual([]);
    expect(await dev.run("preview")).toEqual([]);
  });

  test("a lost primary is not asked, and after the confirmation only the restored instances exist", async () => {
    await runLine(dev, `${command} --to latest --primary-is-lost --dry-run`);
    await runLine(dev, `${command} --to latest --primary-is-lost`);
    const kept = restored.map((name) => find(name)?.id);
    await interrupted(`${command} --confirm`, { type: instanceType, name: "database-replica-1" });
    expect(names()).toEqual(restored);
    expect(restored.map((name) => find(name)?.id)).toEqual(kept);
    expect(find("database-2-primary")?.inputs).toMatchObject({ deletionProtection: true });
    expect(await dev.run("refresh")).toEqual([]);
    expect(text()).toContain("groundwork:databaseGeneration: 2");
    expect(text()).not.toContain("databaseRestore");
    expect(await dev.run("preview")).toEqual([]);
  });

  test("instances that were deleted in RDS are replaced from a snapshot, and not created again", async () => {
    for (const name of [...restored].reverse())
      dev.cloud.tamper(instanceType, find(name)?.id ?? "", "delete");
    await runLine(dev, `${command} --snapshot ID --primary-is-lost`);
    expect(names()).toEqual(["database-3-primary", "database-3-replica-1"]);
    await dev.run("refresh");
    await expect(runLine(dev, `${command} --back`)).rejects.toThrow("nothing to go back to");
    await runLine(dev, `${command} --confirm`);
    expect(names()).toEqual(["database-3-primary", "database-3-replica-1"]);
    expect(await dev.run("preview")).toEqual([]);
  });
});
