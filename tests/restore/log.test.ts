import { compare, type Row, type Transaction } from "./log";

const time = 1_000;
const committed: Transaction = { writer: 1, sequence: 1, begun: 900, acknowledged: 990, rolledBack: false };
const inFlight: Transaction = { writer: 2, sequence: 1, begun: 995, acknowledged: 1_005, rolledBack: false };
const later: Transaction = { writer: 1, sequence: 2, begun: 1_001, acknowledged: 1_010, rolledBack: false };
const undone: Transaction = { writer: 3, sequence: 1, begun: 900, acknowledged: 950, rolledBack: true };
const log = [committed, inFlight, later, undone];

const rowOf = ({ writer, sequence }: Transaction): Row => ({ writer, sequence, intact: true });
/** Compares these rows, with totals that agree with them. */
function compareRows(rows: readonly Row[]) {
  const totals = new Map<number, number>();
  for (const { writer } of rows) totals.set(writer, (totals.get(writer) ?? 0) + 1);
  return compare(log, time, rows, totals);
}

test.each([
  ["with", [committed, inFlight]],
  ["without", [committed]],
])("a restore %s the transaction that was in flight is correct", (_, there) => {
  expect(compareRows(there.map(rowOf))).toEqual({
    lost: [],
    invented: [],
    torn: [],
    present: 1,
    inFlight: 1,
  });
});

test("a transaction that was acknowledged before the time and is missing is lost", () => {
  expect(compareRows([]).lost).toEqual(["1/1"]);
});

test("a transaction that was acknowledged within the millisecond of the time was in flight", () => {
  const close = { ...committed, acknowledged: time };
  expect(compare([close], time, [], new Map())).toMatchObject({ lost: [], inFlight: 1 });
});

test.each([
  ["began after the time", later],
  ["was rolled back", undone],
  ["no writer knows", { ...committed, writer: 9 }],
])("a transaction that %s is invented if it is there", (_, transaction) => {
  const { invented, lost } = compareRows([rowOf(committed), rowOf(transaction)]);
  expect({ invented, lost }).toEqual({
    invented: [`${transaction.writer}/${transaction.sequence}`],
    lost: [],
  });
});

test("a transaction is torn if its content changed, or only one of its two tables has it", () => {
  expect(compareRows([{ ...rowOf(committed), intact: false }]).torn).toEqual(["1/1"]);
  const half = compare(log, time, [rowOf(committed)], new Map([[1, 2]]));
  expect(half.torn).toEqual(["writer 1: 1 rows, total 2"]);
});

test("a transaction without an acknowledgement may be there or not", () => {
  const { acknowledged: _, ...unknown } = committed;
  for (const rows of [[], [rowOf(committed)]])
    expect(compare([unknown], time, rows, new Map(rows.length > 0 ? [[1, 1]] : []))).toMatchObject({
      lost: [],
      invented: [],
      torn: [],
      inFlight: 1,
    });
});
