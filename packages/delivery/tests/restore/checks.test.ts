/** The checks of the data: before the restore, before writes stop, and before the switch. */
import { Explained } from "@groundwork/rehearse/errors/explained";
import type { Finding } from "../../preflight/finding";
import {
  checkData,
  checkSchemaBefore,
  type DataAccess,
  requireGood,
  requireNoWriters,
} from "../../restore/checks";
import type { Source } from "../../restore/phases";
import type { RunStatement } from "../../restore/statements";

const time = "2026-10-31T14:32:00Z";
const [former, restored] = ["former", "restored"].map((host) => ({ host, password: `of ${host}` }));
if (former === undefined || restored === undefined) throw new Error("there are two");

/** What a database answers. An error is thrown as that of the pod. */
interface Content {
  readonly migrations?: readonly (readonly [name: string, at: string])[] | Error;
  readonly rows?: { readonly rows: number; readonly newest: string | null; readonly before: number } | Error;
  readonly writers?: readonly { readonly read_only: string; readonly writers: number }[];
}

const early: readonly (readonly [string, string])[] = [["0001_photos", "2026-01-01T00:00:00Z"]];
const late: readonly (readonly [string, string])[] = [...early, ["0002_dimensions", "2026-10-31T15:00:00Z"]];
const counted = (rows: number, before: number, newest: string | null = "2026-10-31T14:31:00Z") => ({
  rows,
  before,
  newest,
});

function access(content: Readonly<Record<string, Content>>, more: Partial<DataAccess> = {}) {
  const asked: string[] = [];
  const polls = new Map<string, number>();
  const run: RunStatement = async (given, { host, password }) => {
    expect(password).toBe(`of ${host}`);
    asked.push(`${given} on ${host}`);
    const [statement] = given.split(" ");
    const { migrations = early, rows = counted(3, 3), writers = [] } = content[host] ?? {};
    if (statement === "writers") {
      const at = polls.get(host) ?? 0;
      polls.set(host, at + 1);
      return [writers[Math.min(at, writers.length - 1)]];
    }
    const answer = statement === "schema" ? migrations : rows;
    if (answer instanceof Error) throw answer;
    // count(*) is a bigint, which pg gives as text.
    return Array.isArray(answer)
      ? answer.map(([name, run_on]) => ({ name, run_on }))
      : [{ ...answer, rows: String(Reflect.get(answer, "rows")) }];
  };
  const statements = {
    namespace: "n",
    workload: "w",
    program: "p",
    schema: "schema",
    rows: (until: string | undefined) => `rows until ${until}`,
    writers: "writers",
  };
  const given: DataAccess = {
    ...{ run, statements, beforeSchemaChange: false, primaryIsLost: false, withoutChecks: false },
    ...more,
  };
  return { given, asked };
}

const line = ({ result, asked, found }: Finding) => `${result}: ${asked}: ${found}`;
const checkAndAsk = async (
  content: Readonly<Record<string, Content>>,
  more: Partial<DataAccess> = {},
  source: Source = { time },
  contains?: string,
) => {
  const { given, asked } = access(content, more);
  const { findings } = await checkData(source, contains, { former, restored }, given);
  return { found: findings.map(line), asked };
};
const check = async (...args: Parameters<typeof checkAndAsk>) => (await checkAndAsk(...args)).found;

describe("before the restore", () => {
  const before = (content: Content, more: Partial<DataAccess> = {}) =>
    checkSchemaBefore({ time }, former, access({ former: content }, more).given);

  test("a time after the last migration passes", async () => {
    expect((await before({})).map(line)).toEqual([`ok: Schema: no migration ran after ${time}`]);
  });

  test("a time before a migration is refused, and allowed with the flag", async () => {
    const [refused] = await before({ migrations: late });
    expect(refused).toMatchObject({
      result: "problem",
      advice: expect.stringContaining("--before-schema-change"),
    });
    expect(refused?.found).toBe(`the migration 0002_dimensions ran at 2026-10-31T15:00:00Z, after ${time}`);
    const [allowed] = await before({ migrations: late }, { beforeSchemaChange: true });
    expect(allowed?.result).toBe("warning");
  });

  test("a primary that does not answer is a problem, unless it is lost", async () => {
    const broken = { migrations: new Explained("connect ETIMEDOUT") };
    expect(await before(broken)).toMatchObject([
      { result: "problem", found: "connect ETIMEDOUT", advice: expect.stringContaining("--primary-is-lost") },
    ]);
    expect(await before(broken, { primaryIsLost: true })).toMatchObject([{ result: "warning" }]);
  });

  test("a stack without pods is refused, unless the checks are left out", async () => {
    expect(await before({}, { run: undefined })).toMatchObject([
      { result: "problem", advice: expect.stringContaining("--without-checks") },
    ]);
    expect(await before({}, { run: undefined, withoutChecks: true })).toMatchObject([{ result: "warning" }]);
  });
});

describe("the restored data", () => {
  test("passes with the schema and at least the rows of the time, and shows the newest", async () => {
    expect(
      await check({
        restored: { rows: counted(4, 4) },
        former: { rows: counted(9, 3, "2026-11-01T00:00:00Z") },
      }),
    ).toEqual([
      "ok: Restored schema: its last migration is 0001_photos, as in the present database",
      "ok: Restored rows: 4; the newest is of 2026-10-31T14:31:00Z",
      "ok: Present rows: 9; the newest is of 2026-11-01T00:00:00Z",
    ]);
  });

  test("fails if rows of the time are missing", async () => {
    expect(await check({ restored: { rows: counted(2, 2) } })).toContain(
      `problem: Restored rows: 2; the newest is of 2026-10-31T14:31:00Z; 3 rows of the present database existed at ${time}`,
    );
  });

  const latest = { time: "latest" };
  test.each<[string, Source, string | undefined, string]>([
    ["a given time", { time }, undefined, time],
    ["latest, until the time that RDS named", latest, "2026-10-31T14:50:00Z", "2026-10-31T14:50:00Z"],
    ["latest, continued later, until its newest row", latest, undefined, "2026-10-31T14:31:00Z"],
    ["a snapshot, until its newest row", { snapshot: "nightly" }, undefined, "2026-10-31T14:31:00Z"],
    ["a read replica, until its newest row", { replicaOf: "arn" }, undefined, "2026-10-31T14:31:00Z"],
  ])("must have each row of the present one that existed: %s", async (_, source, contains, until) => {
    const { found, asked } = await checkAndAsk({ restored: { rows: counted(2, 2) } }, {}, source, contains);
    expect(asked).toContain(`rows until ${until} on former`);
    expect(found).toContain(
      `problem: Restored rows: 2; the newest is of 2026-10-31T14:31:00Z; 3 rows of the present database existed at ${until}`,
    );
    expect(await check({}, {}, source, contains)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^ok: Restored rows/)]),
    );
  });

  test.each<[string, Source]>([
    ["latest", latest],
    ["a snapshot", { snapshot: "nightly" }],
  ])("fails if it is empty and the present one is not: %s", async (_, source) => {
    const empty = { restored: { rows: counted(0, 0, null) } };
    expect(await check(empty, {}, source)).toContain(
      "problem: Restored rows: 0; there is no newest; the present database has 3 rows",
    );
    const both = { ...empty, former: { rows: counted(0, 0, null) } };
    expect((await check(both, {}, source)).filter((each) => each.startsWith("problem"))).toEqual([]);
  });

  test("fails if it has rows after the time: it is another source", async () => {
    const found = await check({ restored: { rows: counted(4, 3, "2026-10-31T14:32:01Z") } });
    expect(found.at(-1)).toMatch(/^problem: Restored rows: .*which is after/);
  });

  test("fails if it has no schema", async () => {
    expect(await check({ restored: { migrations: [] } })).toContain(
      "problem: Restored schema: it has no migration",
    );
  });

  test("fails without a migration of the present one, and passes with the flag", async () => {
    const older = { restored: { migrations: early }, former: { migrations: late } };
    const text = "Restored schema: its last migration is 0001_photos; it does not have 0002_dimensions";
    expect(await check(older)).toContain(`problem: ${text}`);
    expect(await check(older, { beforeSchemaChange: true })).toContain(`warning: ${text}`);
  });

  test("is not compared with a dropped table, which is no problem", async () => {
    const dropped = { former: { rows: new Explained('failed: relation "photos" does not exist') } };
    expect((await check(dropped)).filter((each) => each.startsWith("problem"))).toEqual([]);
    const other = { former: { rows: new Explained("permission denied") } };
    expect(await check(other)).toContain("problem: Present rows: permission denied");
  });

  test("is compared with nothing if the primary is lost, which is then not asked", async () => {
    const { given, asked } = access({}, { primaryIsLost: true });
    const { findings, rows } = await checkData({ time }, undefined, { former, restored }, given);
    expect(rows).toBe(3);
    expect(findings.map(({ result }) => result)).toEqual(["warning", "warning"]);
    expect(asked).toEqual(["schema on restored", `rows until ${time} on restored`]);
  });

  test("without a password in the state, the error says what to do", async () => {
    const work = checkData({ time }, undefined, { former, restored: undefined }, access({}).given);
    await expect(work).rejects.toThrow("pulumi refresh -s STACK");
  });

  test("a stopped restore names the failed checks, and what to do", () => {
    const bad: Finding = { asked: "Rows", result: "problem", found: "2", advice: "Go back." };
    const lines: string[] = [];
    expect(() => requireGood([bad], "It does not pass.", (text) => lines.push(text))).toThrow(
      "It does not pass.\n  Rows: 2\n    → Go back.",
    );
    expect(lines.join("\n")).toContain("PROBLEM");
  });
});

describe("writers", () => {
  const wait = (writers: Content["writers"], more: Partial<DataAccess> = {}) =>
    requireNoWriters(
      former,
      access({ former: { writers: writers ?? [] } }, { writersSeconds: 0, ...more }).given,
    );

  test("a primary without writers passes", async () => {
    expect((await wait([{ read_only: "on", writers: 0 }])).result).toBe("ok");
  });

  test("a transaction that ends is waited for", async () => {
    const answers = [
      { read_only: "off", writers: 2 },
      { read_only: "on", writers: 0 },
    ];
    expect((await wait(answers, { writersSeconds: 5 })).result).toBe("ok");
  });

  test.each([
    [{ read_only: "on", writers: 2 }, "2 transactions still write"],
    [{ read_only: "off", writers: 0 }, "the present primary still accepts writes"],
  ])("%j refuses the switch", async (state, message) => {
    await expect(wait([state])).rejects.toThrow(`${message}, after 0 s. Applications were not switched`);
  });

  test("a lost primary is not asked", async () => {
    expect((await wait([], { primaryIsLost: true })).result).toBe("warning");
  });
});
