/**
 * Spans of the work of this process. Without a tracer, which is the default, all functions only run the work.
 *
 * A span contains what its caller passes in `attributes`, and the kind of a failure. It never contains a message of an error or an
 * address with a query: both can contain values from requests, rows, and signatures.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  createTraceState,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { type Caller, Trace } from "../http/trace";
import { failureType, isRejection } from "./failure";

/** The context of the current span, across asynchronous calls. */
const active = new AsyncLocalStorage<Context | undefined>();
let tracer: Tracer | undefined;

/** Sets the tracer that records the spans of this process. Undefined: records none. */
export function setTracer(given: Tracer | undefined): void {
  tracer = given;
}

/** Runs the work in a span below the current one. Without a current span, only runs the work: background work is not traced. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span?: Span) => Promise<T>,
): Promise<T> {
  const parent = active.getStore();
  if (tracer === undefined || parent === undefined) return work();
  return complete(tracer.startSpan(name, options, parent), work);
}

/** Runs the work in a span that continues the caller's trace, or without a caller the current one. Otherwise starts a trace. */
export async function inFirstSpan<T>(
  name: string,
  options: SpanOptions,
  caller: Caller | undefined,
  work: (span?: Span) => Promise<T>,
): Promise<T> {
  const span = startFirstSpan(name, options, caller);
  return span === undefined ? work() : complete(span, work);
}

/** Starts a span like {@link inFirstSpan}, which the caller ends. Undefined without a tracer. */
export function startFirstSpan(
  name: string,
  options: SpanOptions,
  caller: Caller | undefined,
): Span | undefined {
  const parent =
    caller === undefined ? active.getStore() : trace.setSpanContext(ROOT_CONTEXT, remote(caller));
  return tracer?.startSpan(name, options, parent ?? ROOT_CONTEXT);
}

/** Runs the work with this span as the current one, and does not end it. */
export function enter<T>(span: Span | undefined, work: () => T): T {
  return span === undefined ? work() : active.run(trace.setSpan(ROOT_CONTEXT, span), work);
}

/** Records work that has already ended as a span below the current one. Times are in milliseconds since 1970. */
export function recordSpan(
  name: string,
  options: SpanOptions & { startTime: number },
  endTime: number,
): void {
  const parent = active.getStore();
  if (parent !== undefined) tracer?.startSpan(name, options, parent).end(endTime);
}

/** Runs the work without a current span, so that it records none. */
export const untraced = <T>(work: () => T): T => active.run(undefined, work);

/** The trace of a span, or of the current one. Undefined without a span. */
export function traceOf(span?: Span): Trace | undefined {
  const parent = span === undefined ? active.getStore() : undefined;
  const found = span ?? (parent === undefined ? undefined : trace.getSpan(parent));
  return found === undefined ? undefined : Trace.of(found.spanContext());
}

/** The fields with which a log line names the current span. Empty without one. */
export function logFields(): { traceId?: string; spanId?: string } {
  const parent = active.getStore();
  const context = parent === undefined ? undefined : trace.getSpanContext(parent);
  return context === undefined ? {} : { traceId: context.traceId, spanId: context.spanId };
}

async function complete<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await enter(span, () => work(span));
  } catch (error) {
    span.setAttribute("error.type", failureType(error));
    if (!isRejection(error)) span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

const remote = ({ traceId, spanId, flags, state }: Caller) => ({
  traceId,
  spanId,
  traceFlags: Number.parseInt(flags, 16),
  isRemote: true,
  ...(state === undefined ? {} : { traceState: createTraceState(state) }),
});
