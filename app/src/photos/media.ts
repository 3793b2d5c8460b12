import type { FastifyReply } from "fastify";
import { Problem } from "../http/problems";
import type { Trace } from "../http/trace";
import { contentTypeOf } from "../storage/keys";
import { linkLifetimeSeconds } from "../storage/s3";
import type { ObjectStore } from "../storage/store";

const mostRemembered = 10_000;

/**
 * Responds with an object: with a redirect to a presigned URL, or with its content if the store has no such URLs. Objects never
 * change, so browsers can cache them.
 */
export class Media {
  /** Keys of objects that exist. Objects are never overwritten, so only missing keys are checked again. */
  private readonly known = new Set<string>();

  constructor(private readonly store: ObjectStore) {}

  /**
   * @param missing the problem to throw if the object does not exist
   * @throws StoreUnavailable, or `missing`
   */
  async send(reply: FastifyReply, key: string, missing: Problem, trace: Trace): Promise<FastifyReply> {
    const link = await this.store.link(key);
    if (link !== undefined) {
      await this.requireExisting(key, missing, trace);
      // Cached for less time than the link is valid, so that a cached redirect never leads to an expired link.
      reply.header("cache-control", `private, max-age=${linkLifetimeSeconds / 3}`);
      return reply.redirect(link, 302);
    }
    const found = await this.store.read(key);
    if (found === undefined) throw missing;
    return reply
      .header("cache-control", "private, max-age=31536000, immutable")
      .header("content-length", found.size)
      .type(contentTypeOf(key))
      .send(found.body);
  }

  private async requireExisting(key: string, missing: Problem, trace: Trace): Promise<void> {
    if (this.known.has(key)) return;
    if (!(await this.store.exists(key, trace))) throw missing;
    if (this.known.size >= mostRemembered) this.known.clear();
    this.known.add(key);
  }
}

export const noPhoto = new Problem(404, "no-photo", "No such photo", "There is no photo with this id.");
export const thumbnailPending = new Problem(
  404,
  "thumbnail-pending",
  "Thumbnail not ready",
  "The thumbnail is not created yet.",
  1,
);
