/**
 * `groundwork restore` as a user runs it, from the first phase to the confirmation, and once back. Only AWS and Kubernetes are simulated:
 * the engine, the statements, the databases and the gallery that the command reads are real.
 */
import { describeDrawn, drawn, restores } from "../../drawn";
import { openRestoreProject } from "./restore-project";

describeDrawn("whole-restore", restores, () => {
  jest.setTimeout(900_000);

  const TIME = "2026-10-31T14:32:00Z";
  const restore = "npx --no groundwork restore dev";
  const former = ["database-primary", "database-replica-1"];
  const restored = ["database-2-primary", "database-2-replica-1"];
  /** What the command asks of the databases from the first phase to the switch, in its order. */
  const statements = [
    // Before the first phase.
    "schema on database-primary",
    // Before writes stop.
    ...["schema on database-2-primary", "rows on database-2-primary"],
    ...["schema on database-primary", "rows on database-primary"],
    // Before the switch.
    "writers on database-primary",
  ];
  const forward = ["created", "prepared", "stopped", "switched"];

  let project: Awaited<ReturnType<typeof openRestoreProject>>;
  let before: string;

  beforeAll(async () => {
    project = await openRestoreProject();
    const { databases } = project;
    await databases.former.insert("early", "2026-10-31T14:00:00Z");
    await databases.former.insert("late", "2026-10-31T14:40:00Z");
    await databases.restored.insert("early", "2026-10-31T14:00:00Z");
    await databases.restored.insert("deleted", "2026-10-31T14:31:00Z");
    await project.done("pulumi stack init dev");
    await project.done("pulumi up -s dev --yes --skip-preview");
    before = project.settings();
  });
  afterAll(() => project?.close());
  beforeEach(() => {
    project.databases.asked.length = 0;
    project.rds.called.length = 0;
  });

  /** Since when the phases of the test's own restores are in the stack's history. */
  const phasesSince = async (updates: readonly string[]) =>
    (await project.updates()).slice(updates.length).map((message) => message.replace("restore: ", ""));
  const expectNoChanges = () => project.done("pulumi up -s dev --yes --skip-preview --expect-no-changes");
  const whoAccepts = async () => [
    await project.databases.former.accepts(),
    await project.databases.restored.accepts(),
  ];

  test("too few instances in the quota, and a time outside of the backups, are refused by AWS's answers, and nothing changes", async () => {
    project.rds.quota = 3;
    const { status, output } = await project.run(`${restore} --to 2026-11-02T00:00:00Z`);
    project.rds.quota = 40;
    expect(output).toMatch(
      /The restore is refused; nothing was changed\.\n.*2026-11-02T00:00:00Z is outside of the backups: [\s\S]*Database instances: 4 needed, 2 of them exist, 2 of 3 in use/,
    );
    expect(status).toBe(1);
    expect(project.settings()).toBe(before);
    expect(project.instances()).toEqual(former);
  });

  /** Both begin and end without a restore. The second one leaves the restored instances. */
  const ways: readonly [name: string, define: () => void][] = [
    ["there and back", thereAndBack],
    ["before a migration, and confirmed", beforeMigration],
  ];
  describe.each(drawn(ways, 1))("%s", (_, define) => define());

  function thereAndBack() {
    test("the restore passes each phase and each check up to the switch, and the gallery reads what there was at the time", async () => {
      const { databases } = project;
      expect(await databases.listed()).toEqual(["late", "early"]);
      const updates = await project.updates();
      const output = await project.done(`${restore} --to ${TIME}`);
      expect(await phasesSince(updates)).toEqual(forward);
      expect(databases.asked).toEqual(statements);
      expect(project.rds.called).toEqual(
        expect.arrayContaining([
          ...["DescribeDBInstanceAutomatedBackups", "GetServiceQuota", "DescribeDBInstances"],
          ...["DescribeDBEngineVersions", "DescribeOrderableDBInstanceOptions"],
        ]),
      );
      expect(output).toMatch(/created +about 8 min, of which database-2-primary takes longest/);
      expect(output).toContain("the present primary accepts no writes, and no transaction writes");
      expect(output).toMatch(
        /Writes were stopped for \d+ s\.\nRead test: ready; \S+ lists 2 photos; the newest is/,
      );
      expect(output).toMatch(/Applications use the restored instances\.[\s\S]*Commit Pulumi\.dev\.yaml\.\n$/);
      expect(await databases.listed()).toEqual(["deleted", "early"]);
      expect(await whoAccepts()).toEqual([false, true]);
      expect(project.instances()).toEqual([...former, ...restored].sort());
      await expectNoChanges();
    });

    test("the way back passes each phase, and leaves the stack as it was", async () => {
      const updates = await project.updates();
      const output = await project.done(`${restore} --back`);
      expect(await phasesSince(updates)).toEqual(["returning", "returned", "none"]);
      expect(output).toContain("The restore was taken back: only the former instances exist.");
      expect(await project.databases.listed()).toEqual(["late", "early"]);
      expect(await whoAccepts()).toEqual([true, false]);
      expect(project.instances()).toEqual(former);
      expect(project.settings()).toBe(before);
      await expectNoChanges();
    });
  }

  function beforeMigration() {
    test("a restore to a time before a migration is refused without --before-schema-change, and runs with it", async () => {
      const { databases } = project;
      const migration =
        "INSERT INTO schema_migrations (name, run_on) VALUES ('9999_later', '2026-10-31T15:00:00Z')";
      await databases.former.query(migration);
      const updates = await project.updates();
      const refused = await project.run(`${restore} --to ${TIME}`);
      expect(refused.status).toBe(1);
      expect(refused.output).toMatch(/9999_later ran at .*continue with --before-schema-change/s);
      expect(project.settings()).toBe(before);
      expect(project.instances()).toEqual(former);

      databases.asked.length = 0;
      const output = await project.done(`${restore} --to ${TIME} --before-schema-change`);
      expect(output).toMatch(/it does not have 9999_later/);
      expect(await phasesSince(updates)).toEqual(forward);
      expect(databases.asked).toEqual(statements);
    });

    test("the confirmation leaves the restored instances only, and an `up` changes nothing", async () => {
      const updates = await project.updates();
      const output = await project.done(`${restore} --confirm`);
      expect(await phasesSince(updates)).toEqual(["confirmed", "none"]);
      expect(output).toContain("The restore is complete: only the restored instances exist.");
      expect(project.instances()).toEqual(restored);
      expect(project.settings()).toContain("groundwork:databaseGeneration: 2\n");
      expect(project.settings()).not.toContain("databaseRestore");
      expect(await project.databases.listed()).toEqual(["deleted", "early"]);
      expect(await whoAccepts()).toEqual([false, true]);
      await expectNoChanges();
    });
  }
});
