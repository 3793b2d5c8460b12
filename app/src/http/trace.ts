import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Random hexadecimal digits, at most 32. Uses randomUUID, which is fast because Node.js caches random bytes for it. */
const hex = (digits: number) => randomUUID().replaceAll("-", "").slice(0, digits);

/** The context of a request in a distributed trace: https://www.w3.org/TR/trace-context/ */
export class Trace {
  private constructor(
    readonly traceId: string,
    readonly spanId: string,
    private readonly flags: string,
    private readonly state: string | undefined,
  ) {}

  /** Continues the caller's trace with a new span. Starts a trace if the header is missing or invalid. */
  static from(headers: IncomingHttpHeaders): Trace {
    const parent = headers.traceparent;
    const match = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/.exec(
      typeof parent === "string" ? parent : "",
    );
    const [, traceId = "", parentId = "", flags = "00"] = match ?? [];
    const known = /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(parentId);
    const state = headers.tracestate;
    return new Trace(
      known ? traceId : hex(32),
      hex(16),
      known ? flags : "00",
      known && typeof state === "string" && state.length <= 512 ? state : undefined,
    );
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
