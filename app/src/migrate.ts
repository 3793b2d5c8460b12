import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { Client } from "pg";
import type { Config } from "./config";
import { endpoints, tlsOptions } from "./database/tls";

/** The folder of the SQL files, which run in the order of their numbers. It is next to src/ and dist/. */
const migrations = join(__dirname, "..", "migrations");

/**
 * Migrates the schema to the newest version, each migration in a separate transaction. There are no down migrations. Several
 * processes can run this at the same time: an advisory lock makes them run one after the other.
 * @param count maximum number of migrations to run. Default: all
 * @returns the names of the migrations that were run
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
    host: primary.host,
    port: primary.port,
    database: config.DATABASE_NAME,
    user: config.DATABASE_USER,
    password: config.DATABASE_PASSWORD,
    ssl: tlsOptions(config, primary),
    application_name: "gallery-migrate",
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    const done = await runner({
      dbClient: client,
      dir: migrations,
      migrationsTable: "schema_migrations",
      direction: "up",
      checkOrder: true,
      singleTransaction: false,
      advisoryLockMode: "wait",
      ...(count === undefined ? {} : { count }),
      log: (message) => log.debug(message),
    });
    return done.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
