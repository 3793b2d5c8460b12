import type { FastifyBaseLogger } from "fastify";
import type { PhotoConfig } from "../config";
import { forgetEndedSessions } from "../curator/ended-sessions";
import type { Database } from "../database/router";
import type { Metrics } from "../metrics";
import { originals, thumbnailKey } from "../storage/keys";
import type { ObjectStore } from "../storage/store";
import { forgetUploadKeys, keysWithRow } from "./queries";

const batchSize = 500;
/** Retention of upload keys, in hours. */
export const uploadKeyHours = 24;

/**
 * Removes objects that have no row and are older than the configured age, after failed uploads and incomplete deletions.
 * Queries the primary, because a replica may not have replayed a new row yet. Several processes can run it at the same time.
 * @returns the number of removed objects
 */
export async function sweep(
  config: PhotoConfig,
  database: Database,
  store: ObjectStore,
  metrics: Metrics,
  now = Date.now(),
): Promise<number> {
  const before = now - config.SWEEP_AGE_MINUTES * 60_000;
  let removed = 0;
  const removeOrphans = async (keys: string[]) => {
    const rows = await database.readPrimary<{ object_key: string }>(keysWithRow(keys));
    const kept = new Set(rows.map((row) => row.object_key));
    for (const key of keys.filter((candidate) => !kept.has(candidate))) {
      await store.remove(key);
      await store.remove(thumbnailKey(key));
      metrics.swept.inc();
      removed += 1;
    }
  };
  const batch: string[] = [];
  for await (const object of store.list(originals)) {
    if (object.modified.getTime() > before) continue;
    batch.push(object.key);
    if (batch.length === batchSize) await removeOrphans(batch.splice(0));
  }
  if (batch.length > 0) await removeOrphans(batch);
  await database.write(forgetUploadKeys(uploadKeyHours));
  await database.write(forgetEndedSessions);
  return removed;
}

/** Sweeps at the configured interval. @returns a function that stops it */
export function sweepRegularly(
  config: PhotoConfig,
  run: () => Promise<number>,
  log: FastifyBaseLogger,
): () => void {
  if (config.SWEEP_INTERVAL_MINUTES === 0) return () => {};
  const once = () => {
    run().then(
      (removed) => log.info({ removed }, "objects without a row were removed"),
      (error: unknown) => log.warn({ reason: String(error) }, "the sweep failed and will be retried"),
    );
  };
  const timer = setInterval(once, config.SWEEP_INTERVAL_MINUTES * 60_000);
  timer.unref();
  return () => clearInterval(timer);
}
