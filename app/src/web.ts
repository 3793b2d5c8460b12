import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** The page's files: beside src/ and dist/ alike. */
const files = join(__dirname, "..", "public");

/**
 * Serves the page.
 * @param photosOrigin where photos are redirected to, when not to this origin
 */
export async function addPage(server: FastifyInstance, photosOrigin: string | undefined): Promise<void> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' blob: data:${photosOrigin === undefined ? "" : ` ${photosOrigin}`}`,
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  await server.register(async (page) => {
    page.addHook("onSend", async (_request, reply) => {
      // Asked again each time and answered 304: a new release is seen at once, without names that carry hashes.
      // A problem document is neither kept nor a page.
      if (reply.statusCode >= 400) return;
      reply.header("cache-control", "no-cache").header("content-security-policy", policy);
    });
    await page.register(fastifyStatic, { root: files, cacheControl: false });
  });
}
