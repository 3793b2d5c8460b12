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

/** The newest photos that are older than one; the cursor need not exist any more. */
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

export const insert = (photo: {
  objectKey: string;
  contentType: string;
  title: string;
  bytes: number;
  width: number;
  height: number;
  colour: string;
}): Query => ({
  name: "photo-insert",
  text: `INSERT INTO photos (object_key, content_type, title, bytes, width, height, colour)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`,
  values: [
    photo.objectKey,
    photo.contentType,
    photo.title,
    photo.bytes,
    photo.width,
    photo.height,
    photo.colour,
  ],
});

/** Deletes one photo; no row returned means that there was none. */
export const remove = (id: string): Query => ({
  name: "photo-delete",
  text: "DELETE FROM photos WHERE id = $1 RETURNING object_key",
  values: [id],
});

/** Which of these keys have a row. */
export const keysWithRow = (keys: string[]): Query => ({
  name: "photos-keys-with-row",
  text: "SELECT object_key FROM photos WHERE object_key = ANY($1)",
  values: [keys],
});
