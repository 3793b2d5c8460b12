import { DatabaseError } from "pg";

/** No node can run this query now. The client can try again after `retryAfterSeconds`. */
export class DatabaseUnavailable extends Error {
  readonly retryAfterSeconds = 2;

  constructor(what: string, options?: ErrorOptions) {
    super(`No database node can ${what} now`, options);
    this.name = "DatabaseUnavailable";
  }
}

/** A statement was sent to the primary, and no response arrived. The statement may have taken effect, or may still do so. */
export class WriteOutcomeUnknown extends DatabaseUnavailable {
  constructor(options?: ErrorOptions) {
    super("confirm the write", options);
    this.name = "WriteOutcomeUnknown";
  }
}

/** The statement was not sent: the connection to the node failed. */
export class NotSent extends Error {
  constructor(options?: ErrorOptions) {
    super("no connection to the database node", options);
    this.name = "NotSent";
  }
}

// https://www.postgresql.org/docs/18/errcodes-appendix.html
const nodeFaults = new Set([
  "25006", // read-only transaction: the node is a former primary, after a failover
  "40001", // serialization failure: on a replica, the query conflicted with replay
  "57014", // statement timeout
  "57P01", // shut down by an administrator
  "57P02", // crashed
  "57P03", // starting up
  "58030", // I/O error
]);

/**
 * Whether the node caused an error (connection, startup, resources, timeout), and not the query. The same read may then
 * succeed on another node.
 */
export function isNodeFault(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return error instanceof Error;
  const code = error.code ?? "";
  return nodeFaults.has(code) || code.startsWith("08") || code.startsWith("53");
}

/** Returns whether a failed write had no effect: it was not sent, or the server reported that it was rolled back. */
export function hadNoEffect(error: unknown): boolean {
  if (error instanceof NotSent) return true;
  // A server can shut down or crash between the commit and its response.
  return error instanceof DatabaseError && !/^(57P0[12]|08)/.test(error.code ?? "08");
}

/** Returns whether a write failed because a row with the same key exists. */
export const isDuplicate = (error: unknown, constraint: string): boolean =>
  error instanceof DatabaseError && error.code === "23505" && error.constraint === constraint;
