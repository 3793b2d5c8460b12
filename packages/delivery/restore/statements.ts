/** Runs statements on the stack's databases through a pod, and reads what a restore compares. */
import { runAside } from "@groundwork/rehearse/engine/child";
import { Explained } from "@groundwork/rehearse/errors/explained";
import { z } from "zod";
import type { DatabaseStatements } from "./config";

/** A primary, and the password of its user. */
export interface Login {
  readonly host: string;
  readonly password: string;
}

/** Runs a statement on a primary. Returns its rows. @throws Explained with the error of the pod or of PostgreSQL */
export type RunStatement = (statement: string, login: Login) => Promise<unknown>;

/** Time limit of a statement, in milliseconds: that of the pod's program, and the time to start it. */
const LIMIT = 90_000;

/**
 * Runs statements in a pod of the stack's cluster. The login goes through stdin: the arguments of a command are in the audit log.
 *
 * @param kubeconfig a file
 * @param kubectl the program. Default: the one on PATH
 */
export function podStatements(
  kubeconfig: string,
  { namespace, workload, program }: DatabaseStatements,
  kubectl = "kubectl",
): RunStatement {
  return async (statement, login) => {
    const args = ["--kubeconfig", kubeconfig, "--namespace", namespace, "exec", "--stdin", workload];
    const { status, stdout, stderr } = await runAside(kubectl, [...args, "--", "node", "-e", program], {
      input: JSON.stringify({ statement, login }),
      limit: LIMIT,
    });
    if (status === 0) return parse(stdout);
    const why = stderr.includes("ENOENT")
      ? "kubectl is not on PATH (https://kubernetes.io/docs/tasks/tools/)"
      : stderr.trim() || `no answer within ${LIMIT / 1000} s`;
    const hint = /Unable to connect|dial tcp|i\/o timeout|no such host/.test(why)
      ? '\nIf the endpoint is private, open it first (docs/on-call.md, "Reach a private Kubernetes API").'
      : "";
    throw new Explained(`A statement on ${login.host} through ${workload} failed: ${why}${hint}`);
  };
}

function parse(text: string): unknown {
  // The image's program prints this instead of an empty table.
  if (text.trim() === "SELECT: 0 rows") return [];
  try {
    return JSON.parse(text);
  } catch {
    throw new Explained(`The pod answered with no rows as JSON: ${text.slice(0, 200)}`);
  }
}

const migrations = z.array(z.object({ name: z.string(), run_on: z.string() }));
const count = z.coerce.number().int();
const rows = z.array(z.object({ rows: count, newest: z.string().nullable(), before: count })).length(1);
const writers = z.array(z.object({ read_only: z.string(), writers: count })).length(1);

export type Migrations = z.output<typeof migrations>;

/** The rows of a database. */
export interface Rows {
  readonly all: number;
  /** Time of the newest row. */
  readonly newest: string | undefined;
  /** Number of the rows that existed for sure at the time of the restore. */
  readonly before: number;
}

/** The migrations that have run, oldest first. */
export async function readMigrations(
  run: RunStatement,
  { schema }: DatabaseStatements,
  login: Login,
): Promise<Migrations> {
  return read(migrations, await run(schema, login), "schema");
}

/** @param time of the restore; undefined if it is not known */
export async function readRows(
  run: RunStatement,
  statements: DatabaseStatements,
  login: Login,
  time: string | undefined,
): Promise<Rows> {
  const [found] = read(rows, await run(statements.rows(time), login), "rows");
  return { all: found?.rows ?? 0, newest: found?.newest ?? undefined, before: found?.before ?? 0 };
}

/** Whether a primary accepts writes, and how many transactions have written. */
export async function readWriters(
  run: RunStatement,
  { writers: statement }: DatabaseStatements,
  login: Login,
) {
  const [found] = read(writers, await run(statement, login), "writers");
  return { readOnly: found?.read_only === "on", writers: found?.writers ?? 0 };
}

function read<T extends z.ZodType>(schema: T, given: unknown, what: string): z.output<T> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new Explained(
    `The statement for ${what} returned ${JSON.stringify(given).slice(0, 200)}: ${result.error.issues[0]?.message}`,
  );
}
