import { Client } from "pg";
import { readConfig } from "../config";
import { clientOptions, endpoints } from "../database/tls";
import type { Contents } from "./compare";

/** User, password and database, as in the stack's secret. */
export interface Login {
  readonly username: string;
  readonly password: string;
  readonly dbname: string;
}

/** A transaction that began before a time can commit after it: longer than a statement of the gallery takes. */
const IN_FLIGHT = "10 seconds";

/**
 * Reads the contents of a database, as they were at a time. TLS is verified as in the gallery.
 *
 * @throws if the database cannot be reached, or has no tables of the gallery
 */
export async function readContents(host: string, login: Login, time: Date): Promise<Contents> {
  const config = readConfig("migrate", {
    ...process.env,
    DATABASE_PRIMARY_HOST: host,
    DATABASE_NAME: login.dbname,
    DATABASE_USER: login.username,
    DATABASE_PASSWORD: login.password,
  });
  const { primary } = endpoints(config);
  const client = new Client({
    ...clientOptions(config, primary),
    application_name: "gallery-restore-test",
    // RDS loads the volume of a restored instance from S3 on first use.
    statement_timeout: 300_000,
  });
  await client.connect();
  try {
    const migrations = await client.query<{ name: string }>(
      "SELECT name FROM schema_migrations WHERE run_on <= $1::timestamptz ORDER BY id",
      [time],
    );
    const photos = await client.query<{ photos: string; before: string }>(
      `SELECT count(*) AS photos, count(*) FILTER (WHERE created_at <= $1::timestamptz - INTERVAL '${IN_FLIGHT}') AS before FROM photos`,
      [time],
    );
    return {
      migrations: migrations.rows.map(({ name }) => name),
      photos: Number(photos.rows[0]?.photos),
      before: Number(photos.rows[0]?.before),
    };
  } finally {
    await client.end();
  }
}
