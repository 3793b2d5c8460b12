import type { FastifyReply } from "fastify";
import { Problem } from "../http/problems";
import type { Trace } from "../http/trace";
import { contentTypeOf } from "../storage/keys";
import { linkLifetimeSeconds } from "../storage/s3";
import type { ObjectStore } from "../storage/store";

const mostRemembered = 10_000;

/**
 * Answers with an object: a redirect to a link that works for a while, or the bytes when the store has no
 * links. Objects never change, so browsers may keep them.
 */
export class Media {
  /** Keys seen to exist. They are never written twice, so only absence has to be asked again. */
  private readonly known = new Set<string>();

  constructor(private readonly store: ObjectStore) {}

  /**
   * @param missing the problem when there is no such object
   * @throws StoreUnavailable, or `missing`
   */
  async send(reply: FastifyReply, key: string, missing: Problem, trace: Trace): Promise<FastifyReply> {
    const link = await this.store.link(key);
    if (link !== undefined) {
      await this.requireExisting(key, missing, trace);
      // Cached for less than the link works, so that a cached redirect never leads to an expired link.
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
  "The thumbnail is being made.",
  1,
);
