/** What a restore of the database needs to know of the project: the field `delivery.restore` of rehearse.config.ts. */

/** An exception from a policy, as an entry of the setting `policyExceptions`. */
export interface Exception {
  readonly policy: string;
  readonly resource: string;
  readonly reason: string;
  readonly until: string;
}

/** Statements that a pod runs, because the database accepts no other connections. */
export interface DatabaseStatements {
  readonly namespace: string;
  /** Such as `service/api`. */
  readonly workload: string;
  /**
   * A program for `node -e` in a pod of the workload. It reads `{ statement, login }` as JSON from stdin, runs the statement on the
   * primary that the pod uses, or on the one of the login (`{ host, password }`), and prints the rows as JSON.
   */
  readonly program: string;
  /** Returns `name` and `run_on` of each migration of the schema, oldest first. */
  readonly schema: string;
  /** Returns one row: `rows`, `newest` (a time), and `before`, the number of rows that existed for sure at the time. */
  readonly rows: (time: string | undefined) => string;
  /** Returns one row: `read_only` (`on` or `off`), and `writers`, the number of transactions of others that have written. */
  readonly writers: string;
}

/** The rows whose objects `groundwork restore photos` brings back. */
export interface PhotoRows {
  /** Prefix of the objects' keys. */
  readonly prefix: string;
  /** Rows in a page. */
  readonly pageSize: number;
  /** Returns a page of `id` and `object_key` after an id, in the order of the ids. */
  readonly page: (after: string | undefined) => string;
}

export interface RestoreConfig {
  /** Prefix of the names of the instances of a generation: `database`, `database-2`. */
  readonly generationName: (generation: number) => string;
  /** The largest generation that the program accepts. */
  readonly lastGeneration: number;
  /** The exception with which an unprotected instance is allowed until it is deleted. `until` is a day, as YYYY-MM-DD. */
  readonly exception: (instance: string, until: string) => Exception;
  readonly statements: DatabaseStatements;
  readonly photos: PhotoRows;
}
