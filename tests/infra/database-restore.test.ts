/** The resources in each phase of a restore of the database, and the settings that choose it. */
import type { Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { restoredData } from "../../applications/restored-data";
import { type RestorePhase, restorePhases } from "../../infra/database-restore";
import { checkPolicies } from "../../policy/results";
import type { PolicySettings } from "../../policy/settings";
import { all, evaluated, one } from "../evaluated";
import { problems, settings } from "../settings/changed";

const instance = "aws:rds/instance:Instance";
const time = "2026-10-31T14:32:00Z";
const states = new Map<string, Evaluation>();

/** Production guard rails in each phase. */
async function phase(name: RestorePhase): Promise<Evaluation> {
  const known = states.get(name);
  const found =
    known ??
    (await evaluated("prod", { changes: { databaseRestorePhase: name, databaseRestoreTime: time } }));
  states.set(name, found);
  return found;
}

const names = (evaluation: Evaluation) => all(evaluation, instance).map(({ name }) => name);
const former = ["database-primary", ...[1, 2, 3].map((number) => `database-replica-${number}`)];
const restored = former.map((name) => name.replace("database", "database-2"));
const addressOf = (evaluation: Evaluation, name: string) => one(evaluation, instance, name).outputs.address;
const passwordOf = (evaluation: Evaluation, name: string) =>
  one(evaluation, "random:index/randomPassword:RandomPassword", name).outputs.result;
const isReadOnly = (evaluation: Evaluation, name: string) =>
  JSON.stringify(one(evaluation, "aws:rds/parameterGroup:ParameterGroup", name).inputs.parameters).includes(
    '"default_transaction_read_only"',
  );

/** What the applications connect to. */
function connection(evaluation: Evaluation) {
  const { secretString } = one(
    evaluation,
    "aws:secretsmanager/secretVersion:SecretVersion",
    "database",
  ).inputs;
  const { host, password } = JSON.parse(String(secretString)) as { host: string; password: string };
  const services = all(evaluation, "kubernetes:core/v1:Service").map(({ inputs }) =>
    JSON.stringify(inputs.spec),
  );
  return { host, password, services: services.join() };
}

test("without a restore, no resource has another name, and none is restored", async () => {
  const prod = await evaluated("prod");
  expect(names(prod)).toEqual(former);
  expect(all(prod, instance).filter(({ inputs }) => inputs.restoreToPointInTime)).toEqual([]);
  expect(isReadOnly(prod, "database-primary")).toBe(false);
});

test.each<[RestorePhase, readonly string[]]>([
  ["created", [...former, "database-2-primary"]],
  ["prepared", [...former, ...restored]],
  ["stopped", [...former, ...restored]],
  ["switched", [...former, ...restored]],
  ["confirmed", [...former, ...restored]],
  ["returning", [...former, ...restored]],
  // A restore that goes back needs no quota for replicas.
  ["returned", [...former, "database-2-primary"]],
])("the phase %s has its instances", async (name, expected) => {
  expect(names(await phase(name)).sort()).toEqual([...expected].sort());
});

test("the restored primary is restored from the former one, and inherits name and user", async () => {
  const created = await phase("created");
  const { inputs, outputs } = one(created, instance, "database-2-primary");
  expect(inputs.restoreToPointInTime).toEqual({
    restoreTime: time,
    sourceDbInstanceIdentifier: one(created, instance, "database-primary").outputs.identifier,
  });
  for (const own of ["dbName", "username", "password"]) expect(inputs).not.toHaveProperty(own);
  expect(outputs).toMatchObject({ dbName: "gallery", username: "gallery" });
  expect(inputs).toMatchObject({ kmsKeyId: one(created, instance, "database-primary").inputs.kmsKeyId });
});

test("the restored primary gets its own password after it was created: the provider sends none with a restore", async () => {
  const prepared = await phase("prepared");
  const { inputs } = one(prepared, instance, "database-2-primary");
  expect(inputs.password).toBe(passwordOf(prepared, "database-2"));
  expect(inputs.password).not.toBe(passwordOf(prepared, "database"));
});

test.each<[RestorePhase, string, boolean, boolean]>([
  ["created", "database", false, false],
  ["prepared", "database", false, false],
  ["stopped", "database", true, false],
  ["switched", "database-2", true, false],
  ["confirmed", "database-2", true, false],
  ["returning", "database-2", true, true],
  ["returned", "database", false, true],
])(
  "in the phase %s, applications use %s; the former primary is read-only: %s, the restored one: %s",
  async (name, used, formerIsReadOnly, restoredIsReadOnly) => {
    const evaluation = await phase(name);
    const { host, password, services } = connection(evaluation);
    expect(host).toBe(addressOf(evaluation, `${used}-primary`));
    expect(password).toBe(passwordOf(evaluation, used));
    expect(services).toContain(addressOf(evaluation, `${used}-replica-1`));
    const unused = used === "database" ? "database-2" : "database";
    const others = names(evaluation).filter((each) => each.startsWith(`${unused}-replica`));
    for (const other of others) expect(services).not.toContain(addressOf(evaluation, other));
    expect(isReadOnly(evaluation, "database-primary")).toBe(formerIsReadOnly);
    expect(isReadOnly(evaluation, "database-2-primary")).toBe(restoredIsReadOnly);
  },
);

test.each(restorePhases)(
  "the phase %s keeps the protection of all but the instances that go",
  async (name) => {
    const evaluation = await phase(name);
    const unguarded = { confirmed: "database-primary", returned: "database-2-primary" }[String(name)];
    for (const primary of ["database-primary", "database-2-primary"]) {
      const { protect, inputs } = one(evaluation, instance, primary);
      expect([primary, protect, inputs.deletionProtection]).toEqual([
        primary,
        primary !== unguarded,
        primary !== unguarded,
      ]);
      // What is deleted at the end leaves a final snapshot.
      expect(inputs).toMatchObject({ skipFinalSnapshot: false, backupRetentionPeriod: 30 });
    }
  },
);

test.each(restorePhases)(
  "in the phase %s, production policies object to the unprotected primary only",
  async (name) => {
    const { resources } = await phase(name);
    const unguarded = { confirmed: "database-primary", returned: "database-2-primary" }[String(name)];
    const given: PolicySettings = {
      project: "groundwork",
      production: true,
      exceptions: [],
      today: "2026-11-01",
    };
    const found = checkPolicies(resources, given).filter(({ level }) => level === "mandatory");
    expect(found.map(({ policy, urn }) => [policy, urn.split("::").at(-1)])).toEqual(
      unguarded === undefined ? [] : [["protect-from-deletion", unguarded]],
    );
    // The command adds this exception for it, and removes it when the instance is deleted.
    const exceptions = unguarded === undefined ? [] : [restoredData.exception(unguarded, "2026-11-08")];
    const allowed = checkPolicies(resources, { ...given, exceptions });
    expect(allowed.filter(({ level, excepted }) => level === "mandatory" && !excepted)).toEqual([]);
  },
);

test("after the restore, only the next generation exists, with the same names as during the restore", async () => {
  const after = await evaluated("prod", { changes: { databaseGeneration: 2 } });
  expect(names(after)).toEqual(restored);
  const urns = (evaluation: Evaluation) =>
    evaluation.resources.map(({ urn }) => urn).filter((urn) => urn.includes("database-2"));
  expect(urns(after).sort()).toEqual(urns(await phase("switched")).sort());
});

test("a restore from a snapshot, or to the latest time, names it as the source", async () => {
  const source = { databaseRestorePhase: "created" };
  const snapshot = await evaluated("dev", {
    changes: { ...source, databaseRestoreSnapshot: "before-migration" },
  });
  const { inputs } = one(snapshot, instance, "database-2-primary");
  expect(inputs.snapshotIdentifier).toBe("before-migration");
  expect(inputs).not.toHaveProperty("restoreToPointInTime");
  const latest = await evaluated("dev", { changes: { ...source, databaseRestoreTime: "latest" } });
  expect(one(latest, instance, "database-2-primary").inputs.restoreToPointInTime).toMatchObject({
    useLatestRestorableTime: true,
  });
});

describe("settings", () => {
  const from = { databaseRestoreTime: time };
  test.each<[string, Record<string, unknown>, string]>([
    [
      "a phase that does not exist",
      { ...from, databaseRestorePhase: "done" },
      "databaseRestorePhase: none, created,",
    ],
    ["a phase without a source", { databaseRestorePhase: "prepared" }, "databaseRestorePhase: none while"],
    ["a source without a phase", from, "databaseRestorePhase: another phase than none"],
    [
      "two sources",
      { ...from, databaseRestorePhase: "created", databaseRestoreSnapshot: "nightly" },
      "databaseRestorePhase: one of databaseRestoreTime and databaseRestoreSnapshot",
    ],
    ...[
      "2026-10-31",
      "2026-10-31 14:32:00 +0000 UTC",
      "2026-10-31T14:32Z",
      "2026-02-30T14:32:00Z",
      "yesterday",
    ].map((given): [string, Record<string, unknown>, string] => [
      `the time ${given}`,
      { databaseRestorePhase: "created", databaseRestoreTime: given },
      'databaseRestoreTime: "", latest, or a time in UTC',
    ]),
    [
      "a snapshot with spaces",
      { databaseRestorePhase: "created", databaseRestoreSnapshot: "my snapshot" },
      'databaseRestoreSnapshot: "", or the identifier of a snapshot',
    ],
    ["generation 0", { databaseGeneration: 0 }, "databaseGeneration: a whole number from 1 to 99"],
    [
      "a restore of the last generation",
      { ...from, databaseRestorePhase: "created", databaseGeneration: 99 },
      "databaseRestorePhase: none, returning or returned while databaseGeneration is 99",
    ],
    [
      "a time without backups",
      { ...from, databaseRestorePhase: "created", databaseReplicas: 0, databaseBackupRetentionDays: 0 },
      'databaseRestoreTime: "" while databaseBackupRetentionDays is 0',
    ],
  ])("refuse %s", (_, changes, message) => {
    expect(problems(changes).join("\n")).toContain(`groundwork:${message}`);
    expect(problems(changes)).toHaveLength(1);
  });

  test("accept a time, latest, and manual and automated snapshots", () => {
    const restore = (changes: Record<string, unknown>) =>
      settings({ databaseRestorePhase: "created", ...changes }).database.restore;
    expect(restore(from)).toEqual({ phase: "created", source: { time } });
    expect(restore({ databaseRestoreTime: "latest" })?.source).toEqual({ time: "latest" });
    for (const snapshot of ["before-migration", "rds:groundwork-prod-database-primary-2026-10-31-03-12"])
      expect(restore({ databaseRestoreSnapshot: snapshot })?.source).toEqual({ snapshot });
    expect(settings().database.restore).toBeUndefined();
  });
});
