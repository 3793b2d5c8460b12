import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { Client } from "pg";
import type { Config } from "./config";
import { clientOptions, endpoints } from "./database/tls";
import { checkVersions, findRunningVersions } from "./versions/check";

/** The folder of the SQL files, which run in the order of their numbers. It is next to src/ and dist/. */
const migrations = join(__dirname, "..", "migrations");

/**
 * Migrates the schema to the newest version, in one transaction. Before it is committed, the statements of the versions that run now
 * must succeed, because they run until the new version has replaced them. There are no down migrations. Several processes can run this
 * at the same time: an advisory lock makes them run one after the other.
 * @param count maximum number of migrations to run. Default: all
 * @returns the names of the migrations that were run
 * @throws IncompatibleMigration if a running version could not work after it. Nothing was changed then
 */
export async function migrate(
  config: Config<"migrate">,
  log: FastifyBaseLogger,
  count?: number,
): Promise<string[]> {
  // Imported dynamically, because it is an ES module, and only this role needs it.
  const { runner } = await import("node-pg-migrate");
  const { primary } = endpoints(config);
  const client = new Client({
    ...clientOptions(config, primary),
    application_name: "gallery-migrate",
  });
  await client.connect();
  try {
    const versions = await findRunningVersions(client);
    log.info({ versions: versions.map(({ version }) => version) }, "versions that run now");
    const done = await runner({
      dbClient: beforeCommit(client, () => checkVersions(client, versions)),
      dir: migrations,
      migrationsTable: "schema_migrations",
      direction: "up",
      checkOrder: true,
      singleTransaction: true,
      advisoryLockMode: "wait",
      ...(count === undefined ? {} : { count }),
      log: (message) => log.debug(message),
    });
    return done.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** The runner has no hook before the end of its transaction, which it commits with this text. It rolls back if `check` fails. */
function beforeCommit(client: Client, check: () => Promise<void>): Client {
  const { query } = client;
  return Object.assign(client, {
    query: async (...args: readonly unknown[]) => {
      if (args[0] === "COMMIT") await check();
      return Reflect.apply(query, client, args);
    },
  });
}
