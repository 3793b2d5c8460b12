import pino, { type Logger } from "pino";
import { logFields } from "../telemetry/span";
import { describeError } from "./error";

/**
 * Creates the log of a process: JSON lines on stdout, with the fields in `origin`, and the ids of the current trace and span. Requests
 * are logged without headers and addresses, so the log contains no tokens, cookies or signed URLs.
 */
export const createLog = (level: string, origin: Readonly<Record<string, string | undefined>>): Logger =>
  pino({
    level,
    base: origin,
    mixin: logFields,
    serializers: { err: (error: unknown) => describeError(error) },
    // @fastify/multipart logs the headers of uploads, with the curator's token, at the level trace.
    redact: ["headers", "*.headers", "*.password", "*.token"],
    timestamp: pino.stdTimeFunctions.isoTime,
  });
