import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";

/** Describes every route that is registered afterwards: a page at `/api/docs`, the document at `/api/docs/json`. */
export async function addDocumentation(server: FastifyInstance, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Gallery",
        version,
        description:
          "Photos, newest first. Reading is open. Uploading and deleting need the curator's token, sent as a bearer token, or a session's cookie together with its CSRF token. Errors are RFC 9457 problem documents.",
      },
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: "gallery_session" },
        },
      },
    },
  });
  await server.register(swaggerUi, {
    routePrefix: "/api/docs",
    staticCSP: true,
    // Upgrading to HTTPS is the load balancer's matter, and would break the page on a machine without it.
    transformStaticCSP: (policy) => policy.replace(/upgrade-insecure-requests;?/, ""),
    uiConfig: { tryItOutEnabled: false },
  });
}
