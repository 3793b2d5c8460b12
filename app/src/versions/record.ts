import type { FastifyBaseLogger } from "fastify";
import type { Query } from "../database/node";
import type { Database } from "../database/router";
import { digest, statements } from "./statements";

/** A process records its version this often, in seconds. */
const intervalSeconds = 300;
/** A version that was not recorded for this time does not run any more, in seconds: two records can be missing. */
export const runsForSeconds = 3 * intervalSeconds;

/** Records that a version runs, and forgets those of which the last record is older than a day. */
const recordVersion = (version: string): Query => ({
  name: "running-version-record",
  text: `WITH forgotten AS (DELETE FROM running_versions WHERE seen_at < now() - interval '1 day')
    INSERT INTO running_versions (digest, version, statements) VALUES ($1, $2, $3)
    ON CONFLICT (digest) DO UPDATE SET version = excluded.version, seen_at = now()`,
  values: [digest, version, JSON.stringify(statements)],
});

/**
 * Records that this version runs, now and regularly, so that a migration which it cannot work with is refused.
 *
 * @returns a function that stops it
 */
export function recordRegularly(version: string, database: Database, log: FastifyBaseLogger): () => void {
  const once = () => {
    database.write(recordVersion(version)).catch((error: unknown) => {
      log.warn({ reason: String(error) }, "the version was not recorded, and will be recorded later");
    });
  };
  const timer = setInterval(once, intervalSeconds * 1000);
  timer.unref();
  once();
  return () => clearInterval(timer);
}
