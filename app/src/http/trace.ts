import { randomUUID } from "node:crypto";
import type { SpanContext } from "@opentelemetry/api";

/** Random hexadecimal digits, at most 32. Uses randomUUID, which is fast because Node.js caches random bytes for it. */
const hex = (digits: number) => randomUUID().replaceAll("-", "").slice(0, digits);

/** Headers of a request, or metadata of an object, that can contain a trace context. */
export type TraceCarrier = Readonly<Record<string, string | string[] | undefined>>;

/** The span of the caller. */
export interface Caller {
  readonly traceId: string;
  readonly spanId: string;
  /** Two hexadecimal digits. */
  readonly flags: string;
  readonly state: string | undefined;
}

/** Reads the caller's span. Undefined if the trace context is missing or invalid: https://www.w3.org/TR/trace-context/ */
export function readCaller({ traceparent, tracestate }: TraceCarrier): Caller | undefined {
  const match = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/.exec(
    typeof traceparent === "string" ? traceparent : "",
  );
  const [, traceId = "", spanId = "", flags = "00"] = match ?? [];
  if (!/[1-9a-f]/.test(traceId) || !/[1-9a-f]/.test(spanId)) return undefined;
  const state = typeof tracestate === "string" && tracestate.length <= 512 ? tracestate : undefined;
  return { traceId, spanId, flags, state };
}

/** The context of a request in a distributed trace: https://www.w3.org/TR/trace-context/ */
export class Trace {
  private constructor(
    readonly traceId: string,
    readonly spanId: string,
    private readonly flags: string,
    private readonly state: string | undefined,
  ) {}

  /** Continues the caller's trace with a new span id. Starts a trace if the header is missing or invalid. */
  static from(headers: TraceCarrier): Trace {
    const caller = readCaller(headers);
    return new Trace(caller?.traceId ?? hex(32), hex(16), caller?.flags ?? "00", caller?.state);
  }

  /** The trace and the id of a recorded span. */
  static of({ traceId, spanId, traceFlags, traceState }: SpanContext): Trace {
    const state = traceState?.serialize();
    return new Trace(traceId, spanId, traceFlags.toString(16).padStart(2, "0"), state || undefined);
  }

  get traceparent(): string {
    return `00-${this.traceId}-${this.spanId}-${this.flags}`;
  }

  /** The headers that propagate the trace to another service. */
  headers(): Record<string, string> {
    const parent = { traceparent: this.traceparent };
    return this.state === undefined ? parent : { ...parent, tracestate: this.state };
  }
}
