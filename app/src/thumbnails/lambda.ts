import { tmpdir } from "node:os";
import type { Context, S3Event } from "aws-lambda";
import { z } from "zod";
import { createLog } from "../log/log";
import { Spool } from "../photos/spool";
import { S3Store } from "../storage/s3";
import type { ObjectStore } from "../storage/store";
import { traced } from "../storage/traced";
import { instance, type Telemetry } from "../telemetry/origin";
import { telemetrySettings, unlessEmpty } from "../telemetry/settings";
import { SpanStore } from "../telemetry/span-store";
import { startTelemetry } from "../telemetry/telemetry";
import { syncThumbnail } from "./thumbnail";

const service = "thumbnailer";
const version = process.env.VERSION ?? "0.0.0-local";
const log = createLog(process.env.LOG_LEVEL ?? "info", { service, version, instance: instance() });
/** Time to keep or send the spans of an invocation. Lambda stops the process between invocations, so that is not possible later. */
const flushSeconds = 2;

// Lambda keeps /tmp after a process was killed, with the files of that process. Opening the spool removes them.
let opened: Promise<Spool> | undefined;
let telemetry: Promise<Telemetry | undefined> | undefined;
const stores = new Map<string, ObjectStore>();

/** The store of a bucket. It is reused by later invocations, with its connections. */
function storeOf(bucket: string): ObjectStore {
  const store = stores.get(bucket) ?? traced(new S3Store(bucket, process.env.AWS_ENDPOINT_URL));
  stores.set(bucket, store);
  return store;
}

const traceSettings = telemetrySettings.extend({
  SPANS_BUCKET: unlessEmpty(z.string().min(3).optional()).describe(
    "bucket in which spans are kept until the API sends them, instead of sending them",
  ),
});

/** Starts the recording of spans. Invalid settings of it are logged, and do not prevent thumbnails. */
async function openTelemetry(): Promise<Telemetry | undefined> {
  const settings = traceSettings.safeParse(process.env);
  if (settings.success) {
    const { SPANS_BUCKET: bucket } = settings.data;
    const origin = { service, version, commit: process.env.COMMIT ?? "unknown" };
    const openStore =
      bucket === undefined ? undefined : () => new SpanStore(bucket, process.env.AWS_ENDPOINT_URL);
    return startTelemetry(settings.data, origin, log, { openStore });
  }
  const problems = settings.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  log.error({ problems }, "no spans are recorded: the environment is not valid");
  return undefined;
}

/**
 * Lambda handler for S3's ObjectCreated and ObjectRemoved events with the prefix `originals/`: creates or removes
 * thumbnails. The bucket is in the event. Requires the permissions GetObject, PutObject, DeleteObject and ListBucket (without
 * ListBucket, S3 returns 403 instead of 404 for a missing object).
 * @throws if a call to the store fails, so that Lambda retries the event
 */
export async function handler(event: S3Event, context?: Pick<Context, "awsRequestId">): Promise<void> {
  const failures: unknown[] = [];
  opened ??= Spool.open(tmpdir());
  telemetry ??= openTelemetry();
  const [spool, spans] = await Promise.all([opened, telemetry]);
  // https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/
  const attributes = {
    "faas.trigger": "datasource",
    ...(context === undefined ? {} : { "faas.invocation_id": context.awsRequestId }),
  };
  for (const { s3, eventName } of event.Records) {
    // Keys in events are URL-encoded, with + for a space: https://docs.aws.amazon.com/lambda/latest/dg/with-s3-example.html
    const key = decodeURIComponent(s3.object.key.replaceAll("+", " "));
    await syncThumbnail(
      storeOf(s3.bucket.name),
      key,
      spool,
      {
        done: (result) => log.info({ ...metric(result), key, eventName }, "thumbnail"),
        failed: (error) => log.error({ err: error, key, eventName }, "thumbnail failed"),
      },
      attributes,
    ).catch((error: unknown) => failures.push(error));
  }
  await spans?.flush(flushSeconds);
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
