import type { ClientBase } from "pg";
import { runsForSeconds } from "./record";
import type { Statement } from "./statements";

/** A version that runs while a migration does. */
interface RunningVersion {
  readonly version: string;
  readonly statements: readonly Statement[];
}

/** Thrown if a running version cannot work after the migrations, which are undone. */
export class IncompatibleMigration extends Error {
  /** @param problems version → statements that fail, with PostgreSQL's reason */
  constructor(problems: ReadonlyMap<string, readonly string[]>) {
    const found = [...problems].map(
      ([version, failures]) =>
        `Version ${version}, which runs now, cannot work with the new schema:\n${failures.map((each) => `  ${each}`).join("\n")}`,
    );
    super(
      `${found.join("\n")}\nThe migrations were undone. Both versions run while a new one is released, so divide the change: first add what the ` +
        "new version needs, then deploy a version that does not use what goes, and remove it in a later migration. A version counts as " +
        `running for ${runsForSeconds / 60} minutes after its last process has ended.`,
    );
    this.name = "IncompatibleMigration";
  }
}

/** The versions that run now. None if the schema is older than their table. */
export async function findRunningVersions(client: ClientBase): Promise<readonly RunningVersion[]> {
  const { rows } = await client.query("SELECT to_regclass('running_versions') IS NOT NULL AS exists");
  if (rows[0]?.exists !== true) return [];
  const found = await client.query<RunningVersion>(
    "SELECT version, statements FROM running_versions WHERE seen_at > now() - make_interval(secs => $1) ORDER BY version",
    [runsForSeconds],
  );
  return found.rows;
}

/**
 * Runs the statements of each version in the transaction of the client, and undoes each of them.
 *
 * @throws IncompatibleMigration with all statements that fail
 */
export async function checkVersions(client: ClientBase, versions: readonly RunningVersion[]): Promise<void> {
  const problems = new Map<string, readonly string[]>();
  // A migration may be slow. These statements are not: one that waits would keep the locks of the migration.
  await client.query("SET LOCAL statement_timeout = '10s'");
  for (const { version, statements } of versions) {
    const failures: string[] = [];
    for (const { name, text, values } of statements) {
      await client.query("SAVEPOINT statement");
      await client.query(text, [...values]).catch((error: unknown) => {
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      });
      await client.query("ROLLBACK TO SAVEPOINT statement");
    }
    if (failures.length > 0) problems.set(version, failures);
  }
  if (problems.size > 0) throw new IncompatibleMigration(problems);
}
