/** AWS's documentation refuses these inputs, and accepts their twins; so must the simulated cloud. */
import { documentedRefusals } from "../../bench/documented-refusals";
import { readSources, sourceKeys } from "../../bench/documented-refusals/sources-read";
import { summaryOf } from "../../bench/documented-refusals/summary";
import { kinds, type RefusalTable } from "../../bench/documented-refusals/table";
import { type RefusalResult, tryDocumentedRefusals } from "../../bench/documented-refusals/try";

const rows = documentedRefusals.flatMap((table) =>
  table.rows.map((row) => ({ ...row, type: table.type, source: row.source ?? table.source })),
);
let results: readonly RefusalResult[];
beforeAll(async () => {
  results = await tryDocumentedRefusals();
});

test("there are at least 150 refusals of every kind, each with a page of AWS's documentation", () => {
  expect(rows.length).toBeGreaterThanOrEqual(150);
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(kinds));
  for (const { title, source } of rows)
    expect([title, source]).toEqual([
      title,
      expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\/\S+$/),
    ]);
  expect(new Set(rows.map(({ type, title }) => `${type} ${title}`)).size).toBe(rows.length);
});

test("at least 95 in 100 are refused, for the documented reason", () => {
  const missing = results.filter(({ refusedBy }) => refusedBy === undefined);
  const names = missing.map(
    ({ type, title, instead }) => `${type}: ${title}${instead ? `: ${instead}` : ""}`,
  );
  expect(missing.length <= results.length * 0.05 ? [] : names).toEqual([]);
});

/** Rows that the simulated cloud does not refuse, as `TYPE: TITLE`. */
const KNOWN_GAPS: readonly string[] = [];

test("a refusal that is lost is noticed, also if 95 in 100 are left", () => {
  const missing = results.filter(({ refusedBy }) => refusedBy === undefined);
  expect(missing.map(({ type, title }) => `${type}: ${title}`)).toEqual(KNOWN_GAPS);
});

test("every accepted twin is accepted", () => {
  const refused = results.flatMap(({ type, title, twinRefused }) =>
    twinRefused === undefined ? [] : [`${type}: twin of ${title}: ${twinRefused}`],
  );
  expect(refused).toEqual([]);
});

test("no refusal is an error of the simulation", () => {
  expect(results.flatMap(({ instead = "" }) => (instead.startsWith("defect") ? [instead] : []))).toEqual([]);
});

test("a refusal for another reason does not count, and neither does one that never comes", async () => {
  const table: RefusalTable = {
    type: "aws:sqs/queue:Queue",
    source: "https://docs.aws.amazon.com/",
    valid: { name: "orders" },
    rows: [
      {
        kind: "number out of its range",
        title: "another reason",
        refused: { delaySeconds: 901 },
        accepted: {},
        names: "messageRetentionSeconds",
      },
      {
        kind: "text not allowed",
        title: "never refused",
        refused: {},
        accepted: { delaySeconds: 901 },
        names: "name",
      },
    ],
  };
  const [another, never] = await tryDocumentedRefusals([table]);
  expect(another?.refusedBy).toBeUndefined();
  expect(another?.instead).toContain("delaySeconds is 901");
  expect(never?.refusedBy).toBeUndefined();
  expect(never?.twinRefused).toContain("delaySeconds is 901");
});

test("the summary counts refusals by kind and by the source of the rule", () => {
  const { byKind, total } = summaryOf(results);
  expect(byKind.map(({ name }) => name)).toEqual(kinds);
  expect(byKind.reduce((sum, { documented }) => sum + documented, 0)).toBe(total.documented);
  expect(total.bySchemas + total.byHand).toBe(total.refused);
  expect(total.bySchemas).toBeGreaterThan(50);
});

/** Rows whose page could not be read, or did not state the rule. A new row is compared with its page and listed in sources-read.txt. */
const MOST_NOT_COMPARED = 26;

test("the rows were compared with their sources, and each once", () => {
  const keys = sourceKeys(documentedRefusals);
  const compared = readSources().map(({ key }) => key);
  expect(new Set(compared).size).toBe(compared.length);
  // A row that has changed since then has another digest, and must be compared again.
  expect(compared.filter((key) => !keys.includes(key))).toEqual([]);
  const missing = keys.filter((key) => !compared.includes(key));
  expect(missing.length <= MOST_NOT_COMPARED ? [] : missing).toEqual([]);
});

test("each comparison has a day that is over, and the copy that was read", () => {
  for (const { date, copy } of readSources()) {
    expect(date <= "2026-11-26" || date <= new Date().toISOString().slice(0, 10)).toBe(true);
    expect(copy.length).toBeGreaterThan(10);
  }
  expect(() => readSources("yesterday botocore\n  a row\n")).toThrow("yesterday botocore");
});

test("a row whose inputs or source change has to be compared again", () => {
  const [table] = documentedRefusals;
  const [row] = table?.rows ?? [];
  if (table === undefined || row === undefined) throw new Error("there is no row");
  const keyOf = (changes: object) => sourceKeys([{ ...table, rows: [{ ...row, ...changes }] }])[0];
  const before = keyOf({});
  expect(sourceKeys(documentedRefusals)).toContain(before);
  expect(keyOf({ refused: { cidrBlock: "10.0.0.0/14" } })).not.toBe(before);
  expect(keyOf({ source: "https://docs.aws.amazon.com/other" })).not.toBe(before);
  expect(keyOf({ kind: "text not allowed" })).toBe(before);
});
