/** The checks of a restore: before it begins, of the restored data, and of writers before the switch. */
import { setTimeout as wait } from "node:timers/promises";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { type Finding, ok, problem, warning } from "../preflight/finding";
import { renderFindings } from "../preflight/table";
import { checkSchemaTime, compareRows, compareSchemas } from "./compare";
import type { DatabaseStatements } from "./config";
import type { Source } from "./phases";
import {
  type Login,
  type Migrations,
  type Rows,
  type RunStatement,
  readMigrations,
  readRows,
  readWriters,
} from "./statements";

/** How the databases are read, and what may be missing. */
export interface DataAccess {
  /** Undefined for a stack without pods that reach the database. */
  readonly run: RunStatement | undefined;
  readonly statements: DatabaseStatements;
  readonly beforeSchemaChange: boolean;
  /** The present primary does not answer, and is not asked. */
  readonly primaryIsLost: boolean;
  /** The data is not checked. */
  readonly withoutChecks: boolean;
  /** How long to wait until writers have ended, in seconds. Default: 120. */
  readonly writersSeconds?: number;
}

/** @throws Explained if a check has a problem, or could not be made */
export function requireGood(
  findings: readonly Finding[],
  consequence: string,
  log: (line: string) => void,
): void {
  log(renderFindings(findings));
  const bad = findings.filter(({ result }) => result === "problem" || result === "not asked");
  if (bad.length === 0) return;
  const lines = bad.map(({ asked, found, advice }) => `  ${asked}: ${found}\n    → ${advice}`);
  throw new Explained(`${consequence}\n${lines.join("\n")}`);
}

/** Whether the source is before the last change of the schema. */
export async function checkSchemaBefore(
  source: Source,
  former: Login | undefined,
  access: DataAccess,
): Promise<readonly Finding[]> {
  const { run, statements, beforeSchemaChange, primaryIsLost, withoutChecks } = access;
  if (withoutChecks)
    return [warning("Schema", "not asked, with --without-checks", "Check it yourself before the switch.")];
  if (run === undefined)
    return [
      problem(
        "Schema",
        "the stack has no pods that reach the database",
        "Continue with --without-checks, and check the data yourself.",
      ),
    ];
  if (primaryIsLost)
    return [
      warning(
        "Schema",
        "not asked, with --primary-is-lost",
        "The restored schema is shown before the switch.",
      ),
    ];
  // The time of a snapshot is compared by its content.
  if (!("time" in source) || source.time === "latest") return [];
  const read = await trying(() => readMigrations(run, statements, requireLogin(former)));
  if ("error" in read) return [unread("Schema", read.error)];
  return [checkSchemaTime(read.value, source.time, beforeSchemaChange)];
}

/** What the restored database contains. */
interface DataCheck {
  readonly findings: readonly Finding[];
  /** Number of its rows. Undefined if they were not counted. */
  readonly rows?: number;
}

/**
 * What the restored database contains, compared with the present one.
 *
 * @param contains until when the source contains everything, if it is no time
 */
export async function checkData(
  source: Source,
  contains: string | undefined,
  logins: { readonly former: Login | undefined; readonly restored: Login | undefined },
  access: DataAccess,
): Promise<DataCheck> {
  const { run, statements, beforeSchemaChange, primaryIsLost, withoutChecks } = access;
  if (withoutChecks || run === undefined)
    return {
      findings: [
        warning(
          "Restored data",
          "not checked, with --without-checks",
          "Check it yourself before you confirm.",
        ),
      ],
    };
  const time = "time" in source && source.time !== "latest" ? source.time : undefined;
  const login = requireLogin(logins.restored);
  const [migrations, rows] = [
    await readMigrations(run, statements, login),
    await readRows(run, statements, login, time),
  ];
  // Without a time, the restored database has everything until its own newest row at least.
  const until = time ?? contains ?? rows.newest;
  const present = primaryIsLost
    ? { findings: [], migrations: undefined, rows: undefined }
    : await readPresent(run, statements, requireLogin(logins.former), until);
  const findings = [
    ...present.findings,
    compareSchemas(migrations, present.migrations, beforeSchemaChange),
    ...compareRows(rows, present.rows, { time, contains: until }),
  ];
  return { findings, rows: rows.all };
}

/** Reads what is left of the present database. A dropped table is a reason for a restore, and no problem of it. */
async function readPresent(
  run: RunStatement,
  statements: DatabaseStatements,
  login: Login,
  time: string | undefined,
) {
  const migrations = await trying<Migrations>(() => readMigrations(run, statements, login));
  const rows = await trying<Rows>(() => readRows(run, statements, login, time));
  const dropped = "error" in rows && /relation "\w+" does not exist/.test(rows.error);
  const findings: readonly Finding[] = [
    ...("error" in migrations ? [unread("Present schema", migrations.error)] : []),
    ...("error" in rows
      ? [
          dropped
            ? warning("Present rows", rows.error, "They are not compared.")
            : unread("Present rows", rows.error),
        ]
      : []),
  ];
  return {
    findings,
    migrations: "value" in migrations ? migrations.value : undefined,
    rows: "value" in rows ? rows.value : undefined,
  };
}

/** Waits until the present primary accepts no writes, and no transaction that has written is open. */
export async function requireNoWriters(former: Login | undefined, access: DataAccess): Promise<Finding> {
  const { run, statements, primaryIsLost, withoutChecks, writersSeconds = 120 } = access;
  if (primaryIsLost || withoutChecks || run === undefined)
    return warning("Writers", "not asked", "A writer that still runs loses its rows in the switch.");
  const deadline = performance.now() + writersSeconds * 1000;
  for (;;) {
    const { readOnly, writers } = await readWriters(run, statements, requireLogin(former));
    if (readOnly && writers === 0)
      return ok("Writers", "the present primary accepts no writes, and no transaction writes");
    if (performance.now() > deadline) {
      const state = readOnly
        ? `${writers} transactions still write`
        : "the present primary still accepts writes";
      throw new Explained(
        `${state}, after ${writersSeconds} s. Applications were not switched, so that no row is lost. End the writers and run the same ` +
          "command again, or go back with --back.",
      );
    }
    await wait(2_000);
  }
}

/** @throws Explained if the state has no login */
function requireLogin(login: Login | undefined): Login {
  if (login !== undefined) return login;
  throw new Explained(
    "The stack's state has no address and password of a primary. Run the same command again after `pulumi refresh -s STACK`.",
  );
}

const unread = (asked: string, why: string): Finding =>
  problem(asked, why, "If the present primary is lost, continue with --primary-is-lost.");

async function trying<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof Explained) return { error: error.message };
    throw error;
  }
}
