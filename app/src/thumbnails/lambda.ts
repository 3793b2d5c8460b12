import { tmpdir } from "node:os";
import type { S3Event } from "aws-lambda";
import pino from "pino";
import { Spool } from "../photos/spool";
import { S3Store } from "../storage/s3";
import { syncThumbnail } from "./thumbnail";

const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { service: "thumbnailer", version: process.env.VERSION },
});
// Lambda keeps /tmp after a process was killed, with the files of that process. Opening the spool removes them.
let opened: Promise<Spool> | undefined;
const stores = new Map<string, S3Store>();

/** The store of a bucket. It is reused by later invocations, with its connections. */
function storeOf(bucket: string): S3Store {
  const store = stores.get(bucket) ?? new S3Store(bucket, process.env.AWS_ENDPOINT_URL);
  stores.set(bucket, store);
  return store;
}

/**
 * Lambda handler for S3's ObjectCreated and ObjectRemoved events with the prefix `originals/`: creates or removes
 * thumbnails. The bucket is in the event. Requires the permissions GetObject, PutObject, DeleteObject and ListBucket (without
 * ListBucket, S3 returns 403 instead of 404 for a missing object).
 * @throws if a call to the store fails, so that Lambda retries the event
 */
export async function handler(event: S3Event): Promise<void> {
  const failures: unknown[] = [];
  opened ??= Spool.open(tmpdir());
  const spool = await opened;
  for (const { s3, eventName } of event.Records) {
    // Keys in events are URL-encoded, with + for a space: https://docs.aws.amazon.com/lambda/latest/dg/with-s3-example.html
    const key = decodeURIComponent(s3.object.key.replaceAll("+", " "));
    try {
      const result = await syncThumbnail(storeOf(s3.bucket.name), key, spool);
      log.info({ ...metric(result), key, eventName }, "thumbnail");
    } catch (error) {
      failures.push(error);
      log.error({ err: error, key, eventName }, "thumbnail failed");
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} thumbnails failed`);
}

/** The metric in the embedded metric format: CloudWatch extracts it from the log line. */
function metric(result: string) {
  return {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: "Groundwork/Gallery",
          Dimensions: [["result"]],
          Metrics: [{ Name: "Thumbnails", Unit: "Count" }],
        },
      ],
    },
    Thumbnails: 1,
    result,
  };
}
