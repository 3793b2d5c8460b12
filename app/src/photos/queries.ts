import type { Query } from "../database/node";

/** A photo as the database returns it. */
export interface PhotoRow {
  id: string;
  object_key: string;
  content_type: string;
  title: string;
  /** A bigint, which pg gives as text. */
  bytes: string;
  width: number | null;
  height: number | null;
  colour: string | null;
  created_at: Date;
}

const columns = "id, object_key, content_type, title, bytes, width, height, colour, created_at";

/** The newest photos; `limit` is a number of rows. */
export const newest = (limit: number): Query => ({
  name: "photos-newest",
  text: `SELECT ${columns} FROM photos ORDER BY id DESC LIMIT $1`,
  values: [limit],
});

/** The newest photos that are older than one; that photo may have been deleted. */
export const newestBefore = (id: string, limit: number): Query => ({
  name: "photos-before",
  text: `SELECT ${columns} FROM photos WHERE id < $1 ORDER BY id DESC LIMIT $2`,
  values: [id, limit],
});

export const byId = (id: string): Query => ({
  name: "photo-by-id",
  text: `SELECT ${columns} FROM photos WHERE id = $1`,
  values: [id],
});

/** A photo to record. */
export interface NewPhoto {
  readonly objectKey: string;
  readonly contentType: string;
  readonly title: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
}

const insertion = `INSERT INTO photos (object_key, content_type, title, bytes, width, height, colour)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`;
const valuesOf = (photo: NewPhoto) => [
  photo.objectKey,
  photo.contentType,
  photo.title,
  photo.bytes,
  photo.width,
  photo.height,
  photo.colour,
];

export const insert = (photo: NewPhoto): Query => ({
  name: "photo-insert",
  text: insertion,
  values: valuesOf(photo),
});

/** Records a photo together with the client's key. Records neither if the key already exists. */
export const insertOnce = (photo: NewPhoto, { key, fingerprint }: UploadKey): Query => ({
  name: "photo-insert-once",
  text: `WITH photo AS (${insertion}), remembered AS (
      INSERT INTO upload_keys (key, fingerprint, photo_id) SELECT $8, $9, id FROM photo)
    SELECT ${columns} FROM photo`,
  values: [...valuesOf(photo), key, fingerprint],
});

/** The key of an upload, with which the client can retry it safely. */
export interface UploadKey {
  readonly key: string;
  readonly fingerprint: Buffer;
}

/** The record of a key: its fingerprint and its photo, whose columns are null if it was deleted. */
export type RememberedUpload = { fingerprint: Buffer } & (PhotoRow | { [K in keyof PhotoRow]: null });

export const byUploadKey = (key: string): Query => ({
  name: "photo-by-upload-key",
  text: `SELECT fingerprint, ${columns
    .split(", ")
    .map((column) => `photos.${column}`)
    .join(", ")}
    FROM upload_keys LEFT JOIN photos ON photos.id = upload_keys.photo_id WHERE key = $1`,
  values: [key],
});

/** Deletes keys that are older than the retention. */
export const forgetUploadKeys = (hours: number): Query => ({
  name: "upload-keys-forget",
  text: "DELETE FROM upload_keys WHERE created_at < now() - make_interval(hours => $1)",
  values: [hours],
});

/** Deletes a photo. Returns no row if the photo does not exist. */
export const remove = (id: string): Query => ({
  name: "photo-delete",
  text: "DELETE FROM photos WHERE id = $1 RETURNING object_key",
  values: [id],
});

/** Selects the keys that have a row. */
export const keysWithRow = (keys: string[]): Query => ({
  name: "photos-keys-with-row",
  text: "SELECT object_key FROM photos WHERE object_key = ANY($1)",
  values: [keys],
});
