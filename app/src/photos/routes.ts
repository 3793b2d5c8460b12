import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Guard } from "../curator/routes";
import type { PositionTokens } from "../database/position";
import { positionLifetimeSeconds, unknownPosition } from "../database/position";
import { Problem, problemSchema } from "../http/problems";
import { requestContext } from "../http/server";
import { thumbnailKey } from "../storage/keys";
import { Media, noPhoto, thumbnailPending } from "./media";
import { fromCursor, jsonSchema, ListQuery, Photo, PhotoId, PhotoPage, toCursor, toPhoto } from "./model";
import { byId, newest, newestBefore, type PhotoRow, remove } from "./queries";
import { uploadKeyHours } from "./sweep";
import { idempotencyHeader, type UploadDependencies, Uploads } from "./upload";

const positionName = "gallery-position";
const positionCookie = "gallery_position";
/** The database node that served the list. The smoke test uses it to check that replicas serve reads. */
const nodeName = "gallery-node";

/** What the photo routes need. */
export interface PhotoDependencies extends UploadDependencies {
  readonly positions: PositionTokens;
  /** Allows only requests of the curator. */
  readonly guard: Guard;
}

type ById = { Params: z.infer<typeof PhotoId> };
const problems = { "4xx": problemSchema, "5xx": problemSchema };
const uploadDescription = `Send an ${idempotencyHeader} with each upload: if there is no response, or the status is 503, send the same request with the same key again. The photo is stored once, and the response is the same. Without a key, a 503 of type outcome-unknown means that the photo may have been stored.`;
const uploadHeaders = {
  type: "object",
  properties: {
    [idempotencyHeader]: {
      type: "string",
      pattern: "^[!-~]{8,128}$",
      description: `8 to 128 printable ASCII characters, unique for each upload, such as a UUID. The key is stored for ${uploadKeyHours} hours.`,
    },
  },
} as const;
const curatorOnly = { security: [{ token: [] }, { session: [] }] };

/** Adds the photo routes under `/api/photos`. */
export function addPhotos(server: FastifyInstance, dependencies: PhotoDependencies): void {
  const { database, store, positions, guard } = dependencies;
  const media = new Media(store);
  const uploads = new Uploads(dependencies);

  /** The position of the client's last write, from the header or, in browsers, from the cookie. */
  const position = (request: FastifyRequest) => {
    const header = request.headers[positionName];
    return positions.read(typeof header === "string" ? header : request.cookies[positionCookie]);
  };
  const rememberPosition = (reply: FastifyReply, written: bigint) => {
    const token = positions.issue(written);
    reply.header(positionName, token).setCookie(positionCookie, token, {
      path: "/api",
      httpOnly: true,
      secure: "auto",
      sameSite: "lax",
      maxAge: positionLifetimeSeconds,
    });
  };
  const find = async (request: FastifyRequest<ById>): Promise<PhotoRow> => {
    const { rows } = await database.read<PhotoRow>(byId(request.params.id), position(request));
    const [row] = rows;
    if (row === undefined) throw noPhoto;
    return row;
  };

  server.get<{ Querystring: z.infer<typeof ListQuery> }>(
    "/api/photos",
    {
      schema: {
        summary: "List photos, newest first",
        querystring: jsonSchema(ListQuery, "input"),
        response: { 200: jsonSchema(PhotoPage), ...problems },
      },
    },
    async (request, reply) => {
      const { limit, cursor } = request.query;
      const after = cursor === undefined ? undefined : fromCursor(cursor);
      if (cursor !== undefined && after === undefined) throw brokenCursor;
      // Reads one more row than requested, to determine whether there is a next page.
      const query = after === undefined ? newest(limit + 1) : newestBefore(after, limit + 1);
      const { rows, node } = await database.read<PhotoRow>(query, position(request));
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      reply.header("cache-control", "no-store").header(nodeName, node);
      return {
        photos: rows.slice(0, limit).map(toPhoto),
        next: last === undefined ? null : toCursor(last.id),
      };
    },
  );

  server.post(
    "/api/photos",
    {
      onRequest: [guard, uploads.admit],
      schema: {
        summary: "Upload a photo: multipart/form-data with a text `title` and a file `photo`",
        description: uploadDescription,
        consumes: ["multipart/form-data"],
        headers: uploadHeaders,
        response: { 201: jsonSchema(Photo), ...problems },
        ...curatorOnly,
      },
    },
    async (request, reply) => {
      const { row, position: written } = await uploads.take(request);
      rememberPosition(reply, written ?? unknownPosition);
      return reply.code(201).header("location", `/api/photos/${row.id}`).send(toPhoto(row));
    },
  );

  const one = { params: jsonSchema(PhotoId) };
  server.get<ById>(
    "/api/photos/:id",
    { schema: { summary: "One photo", ...one, response: { 200: jsonSchema(Photo), ...problems } } },
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      return toPhoto(await find(request));
    },
  );

  server.get<ById>(
    "/api/photos/:id/original",
    { schema: { summary: "The photo itself, or a redirect to it", ...one } },
    async (request, reply) => media.send(reply, (await find(request)).object_key, noPhoto, request.trace),
  );

  server.get<ById>(
    "/api/photos/:id/thumbnail",
    { schema: { summary: "Its thumbnail, or a redirect to it", ...one } },
    async (request, reply) =>
      media.send(reply, thumbnailKey((await find(request)).object_key), thumbnailPending, request.trace),
  );

  server.delete<ById>(
    "/api/photos/:id",
    {
      onRequest: guard,
      schema: {
        summary: "Delete a photo; succeeds also if it is already deleted",
        ...one,
        response: { 204: { type: "null" }, ...problems },
        ...curatorOnly,
      },
    },
    async (request, reply) => {
      const { rows, position: written } = await database.write<{ object_key: string }>(
        remove(request.params.id),
      );
      rememberPosition(reply, written);
      const key = rows[0]?.object_key;
      if (key !== undefined) {
        // Without its row, the photo is deleted. The sweep removes objects that cannot be removed now.
        const removals = await Promise.allSettled([
          store.remove(key, request.trace),
          store.remove(thumbnailKey(key), request.trace),
        ]);
        if (removals.some((removal) => removal.status === "rejected")) {
          request.log.warn(
            { ...requestContext(request), key },
            "the object of a deleted photo could not be removed; the sweep will remove it",
          );
        }
      }
      return reply.code(204).send();
    },
  );
}

const brokenCursor = new Problem(
  400,
  "broken-cursor",
  "Broken cursor",
  "The cursor is not valid. Send the request without it to get the first page.",
);
