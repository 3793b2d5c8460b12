import { buffer } from "node:stream/consumers";
import { type Attributes, SpanKind } from "@opentelemetry/api";
import { Problem } from "../http/problems";
import { readCaller } from "../http/trace";
import { writeThumbnail } from "../photos/image";
import type { Spool } from "../photos/spool";
import { isKey, originals, thumbnailKey } from "../storage/keys";
import type { ObjectStore } from "../storage/store";
import { inFirstSpan, inSpan, recordSpan, untraced } from "../telemetry/span";

/** The result of an event. `unchanged`: nothing was to be done. `failed`: the photo cannot be decoded. */
type ThumbnailResult = "made" | "unchanged" | "removed" | "failed";

/** Called at the end of an event, within its span, so that log lines name the trace. */
export interface ThumbnailReport {
  done(result: ThumbnailResult): void;
  failed(error: unknown): void;
}

type Original = Awaited<ReturnType<ObjectStore["read"]>>;

/**
 * Creates or removes the thumbnail of a photo. The decision depends on the stored objects and not on the type of the event,
 * because S3 can deliver events twice and out of order: https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
 *
 * Its span continues the trace of the upload, which is stored with the photo: events of S3 carry no trace.
 * @param spool the folder for temporary files
 * @param attributes further attributes of the span
 * @throws if the store, the disk or the process fails, so that the event is retried
 */
export async function syncThumbnail(
  store: ObjectStore,
  key: string,
  spool: Spool,
  report: ThumbnailReport,
  attributes: Attributes = {},
): Promise<void> {
  if (!isKey(key) || !key.startsWith(originals)) return report.done("unchanged");
  const startTime = Date.now();
  let original: Original;
  let failure: unknown;
  try {
    original = await untraced(() => store.read(key));
  } catch (error) {
    failure = error;
  }
  const readTime = Date.now();
  const caller = readCaller({ traceparent: original?.traceparent });
  const own: Attributes = { ...store.attributes, "aws.s3.key": key };
  // The work of a function is not a call of S3, and would have its name in X-Ray. Its kind is that of all functions:
  // https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/
  const { "rpc.system": _system, "rpc.service": _service, ...what } = own;
  const options = { kind: SpanKind.SERVER, startTime, attributes: { ...what, ...attributes } };
  return inFirstSpan("thumbnail", options, caller, async (span) => {
    try {
      if (failure !== undefined) throw failure;
      recordSpan("object-store read", { kind: SpanKind.CLIENT, startTime, attributes: own }, readTime);
      const result = await sync(store, key, spool, original);
      span?.setAttribute("gallery.thumbnail.result", result);
      report.done(result);
    } catch (error) {
      report.failed(error);
      throw error;
    }
  });
}

async function sync(
  store: ObjectStore,
  key: string,
  spool: Spool,
  original: Original,
): Promise<ThumbnailResult> {
  const target = thumbnailKey(key);
  if (original === undefined) return removeThumbnail(store, target);
  if (await store.exists(target)) {
    original.body.destroy();
    return "unchanged";
  }
  const photo = await buffer(original.body);
  return spool.use(async (_received, output) => {
    try {
      await inSpan("make thumbnail", {}, () => writeThumbnail(photo, output));
    } catch (error) {
      // A retry would fail again, because the photo cannot be decoded.
      if (error instanceof Problem && error.status < 500) return "failed";
      throw error;
    }
    await store.put(target, output, "image/webp");
    // The photo may have been deleted in the meantime, and that event may have been handled before the thumbnail existed.
    return (await store.exists(key)) ? "made" : removeThumbnail(store, target);
  });
}

async function removeThumbnail(store: ObjectStore, target: string): Promise<ThumbnailResult> {
  if (!(await store.exists(target))) return "unchanged";
  await store.remove(target);
  return "removed";
}
