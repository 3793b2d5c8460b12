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
// Lambda's /tmp outlives a process that was killed, and what that one left.
let opened: Promise<Spool> | undefined;
const stores = new Map<string, S3Store>();

/** The store of a bucket; kept between invocations, as its connections are. */
function storeOf(bucket: string): S3Store {
  const store = stores.get(bucket) ?? new S3Store(bucket, process.env.AWS_ENDPOINT_URL);
  stores.set(bucket, store);
  return store;
}

/**
 * Lambda handler for S3's ObjectCreated and ObjectRemoved events of the prefix `originals/`: makes or removes
 * thumbnails. Configured by the event alone; needs GetObject, PutObject, DeleteObject and ListBucket (without
 * which S3 answers 403 instead of 404 for a missing object).
 * @throws when a store call fails, so that Lambda delivers the event again
 */
export async function handler(event: S3Event): Promise<void> {
  const failures: unknown[] = [];
  opened ??= Spool.open(tmpdir());
  const spool = await opened;
  for (const { s3, eventName } of event.Records) {
    // S3 sends keys as in a form: https://docs.aws.amazon.com/lambda/latest/dg/with-s3-example.html
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

/** CloudWatch takes the metric from this log line (embedded metric format), without an API call. */
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
