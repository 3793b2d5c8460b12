import { buffer } from "node:stream/consumers";
import { Problem } from "../http/problems";
import { writeThumbnail } from "../photos/image";
import type { Spool } from "../photos/spool";
import { isKey, originals, thumbnailKey } from "../storage/keys";
import type { ObjectStore } from "../storage/store";

/** What an event led to: `unchanged` when there was nothing to do, `failed` when the photo cannot be decoded. */
export type ThumbnailResult = "made" | "unchanged" | "removed" | "failed";

/**
 * Brings one photo's thumbnail in line with the photo. An event only says that something happened to a key;
 * what to do is decided by what is stored now. So the same event may come twice, and "created" after "removed",
 * which S3 permits: https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
 * @param spool where its temporary files are
 * @throws when the store, the disk or the process fails, so that the event is delivered again
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
      // What cannot be decoded now cannot be decoded later either: not an error to deliver again.
      if (error instanceof Problem && error.status < 500) return "failed";
      throw error;
    }
    await store.put(target, output, "image/webp");
    // The photo may have been deleted meanwhile, and that event handled before there was a thumbnail.
    return (await store.exists(key)) ? "made" : removeThumbnail(store, target);
  });
}

async function removeThumbnail(store: ObjectStore, target: string): Promise<ThumbnailResult> {
  if (!(await store.exists(target))) return "unchanged";
  await store.remove(target);
  return "removed";
}
