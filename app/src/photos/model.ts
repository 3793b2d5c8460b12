import { z } from "zod";
import type { PhotoRow } from "./queries";

/** JSON Schema for fastify, which validates requests and serializes responses with it. */
export const jsonSchema = (schema: z.ZodType, io: "input" | "output" = "output") =>
  z.toJSONSchema(schema, { target: "draft-7", io });

/** A photo as clients see it. */
export const Photo = z.object({
  id: z.string().describe("UUID, ordered by time"),
  title: z.string(),
  contentType: z.string(),
  bytes: z.number().describe("size of the stored photo"),
  width: z
    .number()
    .nullable()
    .describe("pixels; null for photos that were stored before the width was recorded"),
  height: z.number().nullable().describe("pixels"),
  colour: z
    .string()
    .nullable()
    .describe("dominant colour as #rrggbb, a placeholder until the photo is loaded"),
  createdAt: z.string().describe("RFC 3339 date and time"),
  original: z.string().describe("path of the photo; the response is the photo or a redirect to it"),
  thumbnail: z.string().describe("path of the thumbnail; 404 with Retry-After until it is created"),
});

export const PhotoPage = z.object({
  photos: z.array(Photo),
  next: z.string().nullable().describe("cursor of the next page; null at the end"),
});

export const ListQuery = z.object({
  limit: z.int().min(1).max(100).default(24).describe("photos per page"),
  cursor: z.string().max(64).optional().describe("`next` of the previous page"),
});

export const PhotoId = z.object({ id: z.uuid() });

export function toPhoto(row: PhotoRow): z.infer<typeof Photo> {
  return {
    id: row.id,
    title: row.title,
    contentType: row.content_type,
    bytes: Number(row.bytes),
    width: row.width,
    height: row.height,
    colour: row.colour,
    createdAt: row.created_at.toISOString(),
    original: `/api/photos/${row.id}/original`,
    thumbnail: `/api/photos/${row.id}/thumbnail`,
  };
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The cursor of the page after a photo. It is opaque, so that the order can change without breaking clients. */
export const toCursor = (id: string): string =>
  Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");

/** The id of the photo before the cursor. Undefined if the cursor is not valid. */
export function fromCursor(cursor: string): string | undefined {
  const hex = Buffer.from(cursor, "base64url").toString("hex");
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return uuid.test(id) && toCursor(id) === cursor ? id : undefined;
}
