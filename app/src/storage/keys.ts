import { randomUUID } from "node:crypto";

/** Prefix of the photos as uploaded; only these keys start the thumbnailer. */
export const originals = "originals/";
/** Prefix of what the thumbnailer makes. */
const thumbnails = "thumbnails/";

/** Content types that are taken, with the extension of their keys. */
const extensions = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" } as const;
export type ContentType = keyof typeof extensions;

const pattern = /^(?:originals\/[0-9a-f-]{36}\.(?:jpg|png|webp)|thumbnails\/[0-9a-f-]{36}\.webp)$/;

/** A key that cannot be guessed, for a new photo. */
export const newKey = (type: ContentType): string => `${originals}${randomUUID()}.${extensions[type]}`;

/** The key of an original's thumbnail, so that neither needs to be recorded beside the other. */
export const thumbnailKey = (original: string): string =>
  `${thumbnails}${original.slice(originals.length).replace(/\.\w+$/, "")}.webp`;

/** Whether a key is one of this application's own. */
export const isKey = (key: string): boolean => pattern.test(key);

/** The content type that a key's extension stands for. */
export function contentTypeOf(key: string): ContentType {
  if (key.endsWith(".jpg")) return "image/jpeg";
  return key.endsWith(".png") ? "image/png" : "image/webp";
}
