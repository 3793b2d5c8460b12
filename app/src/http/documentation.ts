import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";

/** Documents all routes that are registered later: as a page at `/api/docs`, and as an OpenAPI document at `/api/docs/json`. */
export async function addDocumentation(server: FastifyInstance, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Gallery",
        version,
        description:
          "Photos, newest first. Reading requires no authentication. Uploading and deleting require the curator's token as a bearer token, or the cookie of a session and its CSRF token. Errors are RFC 9457 problem documents.",
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
    // The load balancer redirects to HTTPS. With this directive, the page would not work on a machine without HTTPS.
    transformStaticCSP: (policy) => policy.replace(/upgrade-insecure-requests;?/, ""),
    uiConfig: { tryItOutEnabled: false },
  });
}
