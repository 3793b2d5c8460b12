/** What the writers know about their transactions, independently of the database, and what a restored database must have. */

/** One transaction, as its writer saw it. Times are milliseconds of the machine's clock, rounded down. */
export interface Transaction {
  readonly writer: number;
  readonly sequence: number;
  /** Before the transaction's first statement. */
  readonly begun: number;
  /** After the acknowledgement of COMMIT; undefined if the connection broke before it. */
  acknowledged?: number;
  /** The writer rolled it back on purpose. */
  readonly rolledBack: boolean;
}

/** A row of a restored database. */
export interface Row {
  readonly writer: number;
  readonly sequence: number;
  /** Whether the content is the one that the writer sent. */
  readonly intact: boolean;
}

/** The result of a comparison. `lost`, `invented` and `torn` must be empty. */
export interface Comparison {
  /** Committed before the time, and not there. */
  readonly lost: readonly string[];
  /** There, although begun after the time, rolled back, or unknown to the writers. */
  readonly invented: readonly string[];
  /** There in part, or with another content. */
  readonly torn: readonly string[];
  /** Committed before the time, and there. */
  readonly present: number;
  /** In flight at the time: both results are correct. */
  readonly inFlight: number;
}

/**
 * Compares a restored database with the writers' log. PostgreSQL takes the time of a commit before it acknowledges it and after
 * the transaction began, on the same machine. So a transaction that was acknowledged before the time must be there, and one
 * that began after it must not.
 *
 * @param time milliseconds
 * @param rows one for each transaction that is there
 * @param totals the number of transactions of each writer, by the table that each of them updates
 */
export function compare(
  log: readonly Transaction[],
  time: number,
  rows: readonly Row[],
  totals: ReadonlyMap<number, number>,
): Comparison {
  const known = new Map(log.map((each) => [keyOf(each), each]));
  const there = new Set(rows.map(keyOf));
  const committed = log.filter((each) => isCommittedBefore(each, time));
  const counts = new Map<number, number>();
  for (const { writer } of rows) counts.set(writer, (counts.get(writer) ?? 0) + 1);
  const writers = new Set([...counts.keys(), ...totals.keys()]);
  return {
    lost: committed.map(keyOf).filter((key) => !there.has(key)),
    invented: rows.map(keyOf).filter((key) => {
      const transaction = known.get(key);
      return transaction === undefined || transaction.rolledBack || transaction.begun > time;
    }),
    torn: [
      ...rows.filter(({ intact }) => !intact).map(keyOf),
      ...[...writers]
        .filter((writer) => (counts.get(writer) ?? 0) !== (totals.get(writer) ?? 0))
        .map(
          (writer) => `writer ${writer}: ${counts.get(writer) ?? 0} rows, total ${totals.get(writer) ?? 0}`,
        ),
      ...(there.size === rows.length ? [] : ["a transaction has two rows"]),
    ],
    present: committed.filter((each) => there.has(keyOf(each))).length,
    inFlight: log.filter((each) => !each.rolledBack && each.begun <= time && !isCommittedBefore(each, time))
      .length,
  };
}

/** `acknowledged` is rounded down, so it was at most one millisecond later. */
function isCommittedBefore({ acknowledged, rolledBack }: Transaction, time: number): boolean {
  return !rolledBack && acknowledged !== undefined && acknowledged + 1 <= time;
}

const keyOf = ({ writer, sequence }: { writer: number; sequence: number }) => `${writer}/${sequence}`;
