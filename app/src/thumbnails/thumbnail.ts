import { buffer } from "node:stream/consumers";
import { Problem } from "../http/problems";
import { writeThumbnail } from "../photos/image";
import type { Spool } from "../photos/spool";
import { isKey, originals, thumbnailKey } from "../storage/keys";
import type { ObjectStore } from "../storage/store";

/** The result of an event. `unchanged`: nothing was to be done. `failed`: the photo cannot be decoded. */
export type ThumbnailResult = "made" | "unchanged" | "removed" | "failed";

/**
 * Creates or removes the thumbnail of a photo. The decision depends on the stored objects and not on the type of the event,
 * because S3 can deliver events twice and out of order: https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
 * @param spool the folder for temporary files
 * @throws if the store, the disk or the process fails, so that the event is retried
 */
export async function syncThumbnail(store: ObjectStore, key: string, spool: Spool): Promise<ThumbnailResult> {
  if (!isKey(key) || !key.startsWith(originals)) return "unchanged";
  const target = thumbnailKey(key);
  const original = await store.read(key);
  if (original === undefined) return removeThumbnail(store, target);
  if (await store.exists(target)) {
    original.body.destroy();
    return "unchanged";
  }
  const photo = await buffer(original.body);
  return spool.use(async (_received, output) => {
    try {
      await writeThumbnail(photo, output);
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
