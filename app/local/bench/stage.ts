/** The database and the galleries that benchmarks measure. */
import { setTimeout as wait } from "node:timers/promises";
import type { PostgresCluster } from "@groundwork/testbed/postgres/postgres";
import { type Gallery, startGallery } from "../gallery";

const rowsBefore = 500;

/**
 * Starts a gallery on the primary and some of its replicas.
 * @param env further variables. Default: none
 */
export function startOn(
  postgres: PostgresCluster,
  directory: string,
  replicas: number,
  env: Record<string, string> = {},
): Promise<Gallery> {
  const hosts = postgres.replicas.slice(0, replicas).map(({ port }) => `127.0.0.1:${port}`);
  return startGallery({
    ...postgres.environment,
    DATABASE_REPLICA_HOSTS: hosts.join(","),
    PHOTOS_DIRECTORY: directory,
    // The rate limits are set too high to be reached. The code that counts requests still runs.
    RATE_LIMIT_PER_MINUTE: "10000000",
    MAX_CONCURRENT_UPLOADS: "50",
    LOG_LEVEL: "info",
    ...env,
  });
}

/** Inserts photos without files. */
export async function fill(postgres: PostgresCluster): Promise<void> {
  await postgres.primary.query(
    `INSERT INTO photos (object_key, content_type, title, bytes, width, height, colour)
     SELECT 'originals/' || gen_random_uuid() || '.jpg', 'image/jpeg', 'Benchmark ' || n, 123456, 1600, 1067, '#446688'
     FROM generate_series(1, ${rowsBefore}) AS n`,
    [],
    "gallery",
  );
  await postgres.primary.query("ANALYZE photos", [], "gallery");
  await wait(1000);
}
