import { randomUUID } from "node:crypto";

/** Prefix of the uploaded photos. Only these keys trigger the thumbnailer. */
export const originals = "originals/";
/** Prefix of the thumbnails. */
const thumbnails = "thumbnails/";

/** Accepted content types, with the extension of their keys. */
const extensions = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" } as const;
export type ContentType = keyof typeof extensions;

const pattern = /^(?:originals\/[0-9a-f-]{36}\.(?:jpg|png|webp)|thumbnails\/[0-9a-f-]{36}\.webp)$/;

/** A random key for a new photo, which cannot be guessed. */
export const newKey = (type: ContentType): string => `${originals}${randomUUID()}.${extensions[type]}`;

/** The key of an original's thumbnail. It is derived, so that it need not be stored. */
export const thumbnailKey = (original: string): string =>
  `${thumbnails}${original.slice(originals.length).replace(/\.\w+$/, "")}.webp`;

/** Whether a key has the format of this application's keys. */
export const isKey = (key: string): boolean => pattern.test(key);

/** The content type of a key's extension. */
export function contentTypeOf(key: string): ContentType {
  if (key.endsWith(".jpg")) return "image/jpeg";
  return key.endsWith(".png") ? "image/png" : "image/webp";
}
