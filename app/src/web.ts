import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** The files of the page. The folder is next to src/ and dist/. */
const files = join(__dirname, "..", "public");

/**
 * Serves the page.
 * @param photosOrigin the origin that requests for photos are redirected to, if it is another one
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
      // Browsers revalidate each file and get 304 if it is unchanged, so a new release is visible immediately. Problem documents
      // do not need these headers.
      if (reply.statusCode >= 400) return;
      reply.header("cache-control", "no-cache").header("content-security-policy", policy);
    });
    await page.register(fastifyStatic, { root: files, cacheControl: false });
  });
}
