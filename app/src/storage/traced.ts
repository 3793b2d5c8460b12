import { type Span, SpanKind } from "@opentelemetry/api";
import type { Trace } from "../http/trace";
import { inSpan, traceOf } from "../telemetry/span";
import type { ObjectStore } from "./store";

/** Wraps a store, and records a span for each call. The store gets the trace of this span, instead of the caller's. */
export function traced(store: ObjectStore): ObjectStore {
  const within = <T>(operation: string, key: string, work: (span?: Span) => Promise<T>): Promise<T> =>
    inSpan(
      `object-store ${operation}`,
      { kind: SpanKind.CLIENT, attributes: { ...store.attributes, "aws.s3.key": key } },
      work,
    );
  const below = (span: Span | undefined, trace: Trace | undefined) =>
    span === undefined ? trace : traceOf(span);
  return {
    attributes: store.attributes,
    put: (key, file, type, trace) =>
      within("put", key, (span) => store.put(key, file, type, below(span, trace))),
    read: (key) => within("read", key, () => store.read(key)),
    exists: (key, trace) => within("exists", key, (span) => store.exists(key, below(span, trace))),
    remove: (key, trace) => within("remove", key, (span) => store.remove(key, below(span, trace))),
    list: (prefix) => store.list(prefix),
    // The link gives access to the object, and is not part of the span.
    link: (key) => within("link", key, () => store.link(key)),
    close: () => store.close(),
  };
}
