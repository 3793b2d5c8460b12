import { type Span, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { FastifyRequest } from "fastify";
import { startFirstSpan } from "../telemetry/span";
import { readCaller } from "./trace";

/**
 * Starts the span of a request, which continues the caller's trace. It contains neither address nor headers: both can contain tokens.
 * Names: https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 * @param route pattern of the route, or `unmatched`
 * @param method a known method, or `other`
 * @returns undefined while no spans are recorded
 */
export function startRequestSpan(
  { id, headers, protocol }: FastifyRequest,
  route: string,
  method: string,
): Span | undefined {
  const verb = method === "other" ? "HTTP" : method;
  return startFirstSpan(
    route === "unmatched" ? verb : `${verb} ${route}`,
    {
      kind: SpanKind.SERVER,
      attributes: {
        "http.request.method": method === "other" ? "_OTHER" : method,
        ...(route === "unmatched" ? {} : { "http.route": route }),
        "url.scheme": protocol,
        "gallery.request.id": id,
      },
    },
    readCaller(headers),
  );
}

/** Ends the span of a request. Statuses from 500 are errors, those of clients are not. */
export function endRequestSpan(span: Span | undefined, status: number): void {
  if (span === undefined) return;
  span.setAttribute("http.response.status_code", status);
  if (status >= 400) span.setAttribute("error.type", String(status));
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
