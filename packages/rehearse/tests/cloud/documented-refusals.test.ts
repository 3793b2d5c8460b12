/** AWS's documentation refuses these inputs, and accepts their twins; so must the simulated cloud. */
import { documentedRefusals } from "../../bench/documented-refusals";
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
