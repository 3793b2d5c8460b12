import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { Problem, problemSchema } from "../http/problems";
import type { EndedSessions } from "./ended-sessions";
import { type Curator, sessionLifetimeSeconds } from "./session";

const cookieName = "gallery_session";
const cookie = { path: "/api", httpOnly: true, secure: true, sameSite: "strict" } as const;
const jsonSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { target: "draft-7" });

const Attempt = z.object({ token: z.string().min(1).max(512) });
const Session = z.object({
  curator: z.boolean().describe("whether uploading and deleting are allowed"),
  csrfToken: z
    .string()
    .nullable()
    .describe("value of the header x-csrf-token for requests with this session; null without a session"),
});

/** Allows a request, or throws the Problem to respond with. */
export type Guard = (request: FastifyRequest) => Promise<void>;

/**
 * Adds the routes of the session. Returns the guard for routes that change data.
 * @param attemptsPerMinute maximum wrong tokens from one address; further attempts are rejected without a comparison
 */
export function addCurator(
  server: FastifyInstance,
  curator: Curator,
  ended: EndedSessions,
  attemptsPerMinute: number,
): Guard {
  /** The session of a request. Undefined if it is missing, forged, expired or ended. */
  const openSession = async (request: FastifyRequest): Promise<string | undefined> => {
    const session = request.cookies[cookieName];
    if (!curator.isSession(session)) return undefined;
    return (await ended.has(curator.identify(session).id)) ? undefined : session;
  };
  const attempts = server.createRateLimit({ max: attemptsPerMinute, timeWindow: 60_000 });

  const checkToken = async (request: FastifyRequest, given: string) => {
    const before = await attempts(request, { increment: false });
    if (!before.isAllowed && before.remaining === 0) throw tooManyAttempts(before.ttlInSeconds);
    if (curator.isToken(given)) return;
    await attempts(request);
    throw new Problem(401, "wrong-token", "Wrong token", "This is not the curator's token.");
  };

  server.post<{ Body: z.infer<typeof Attempt> }>(
    "/api/session",
    {
      schema: {
        summary: "Exchange the curator's token for a session",
        body: jsonSchema(Attempt),
        response: { 200: jsonSchema(Session), "4xx": problemSchema },
      },
    },
    async (request, reply) => {
      rejectOtherSites(request);
      await checkToken(request, request.body.token);
      const session = curator.openSession();
      reply.header("cache-control", "no-store");
      reply.setCookie(cookieName, session, { ...cookie, maxAge: sessionLifetimeSeconds });
      return { curator: true, csrfToken: curator.csrfToken(session) };
    },
  );

  server.get(
    "/api/session",
    {
      schema: {
        summary: "Whether this client has a session",
        response: { 200: jsonSchema(Session), "5xx": problemSchema },
      },
    },
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      const session = await openSession(request);
      return session !== undefined
        ? { curator: true, csrfToken: curator.csrfToken(session) }
        : { curator: false, csrfToken: null };
    },
  );

  server.delete(
    "/api/session",
    {
      schema: {
        summary: "End the session for all copies of its cookie",
        response: { 204: { type: "null" }, "5xx": problemSchema },
      },
    },
    async (request, reply) => {
      rejectOtherSites(request);
      // Set first, so that the browser deletes the cookie even if the database cannot record that the session has ended.
      reply.clearCookie(cookieName, cookie);
      const session = request.cookies[cookieName];
      if (curator.isSession(session)) await ended.end(curator.identify(session));
      return reply.code(204).send();
    },
  );

  return async (request) => {
    const bearer = /^Bearer ([^\s]{1,512})$/i.exec(request.headers.authorization ?? "")?.[1];
    if (bearer !== undefined) return checkToken(request, bearer);
    const session = await openSession(request);
    if (session === undefined) {
      throw new Problem(401, "not-curator", "Curator only", "Sign in with the curator's token first.");
    }
    rejectOtherSites(request);
    const given = request.headers["x-csrf-token"];
    if (typeof given !== "string" || !curator.isCsrfToken(session, given)) {
      throw new Problem(
        403,
        "csrf",
        "Request rejected",
        "The request does not come from this gallery's page.",
      );
    }
  };
}

/** Rejects requests from other sites, before any other check. Browsers send the origin in Sec-Fetch-Site. */
function rejectOtherSites(request: FastifyRequest): void {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    throw new Problem(403, "cross-site", "Request rejected", "The request comes from another site.");
  }
}

const tooManyAttempts = (seconds: number) =>
  new Problem(
    429,
    "too-many-attempts",
    "Too many attempts",
    "Too many wrong tokens. Wait a minute.",
    seconds,
  );
