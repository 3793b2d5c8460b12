import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { Client } from "pg";
import type { Config } from "./config";
import { endpoints, tlsOptions } from "./database/tls";

/** SQL files in the order of their numbers: beside src/ and dist/ alike. */
const migrations = join(__dirname, "..", "migrations");

/**
 * Brings the schema up to date, forward only, each migration in its own transaction. Several may be
 * started at once: an advisory lock lets one work and the others find nothing left to do.
 * @param count how many migrations to run at most; all when not given
 * @returns the names of the migrations that were run
 */
export async function migrate(
  config: Config<"migrate">,
  log: FastifyBaseLogger,
  count?: number,
): Promise<string[]> {
  // Loaded here, as it is an ES module that only this role needs.
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
