import { InMemorySpanExporter, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace";
import { DatabaseError } from "pg";
import { Problem } from "../../../app/src/http/problems";
import { readCaller } from "../../../app/src/http/trace";
import type { SpanCounts, Telemetry } from "../../../app/src/telemetry/origin";
import { record } from "../../../app/src/telemetry/record";
import {
  enter,
  inFirstSpan,
  inSpan,
  logFields,
  recordSpan,
  startFirstSpan,
  traceOf,
  untraced,
} from "../../../app/src/telemetry/span";

const origin = { service: "gallery-test", version: "1.2.3", commit: "abc" };
const quiet = { info() {}, warn() {} };
let telemetry: Telemetry;

const start = (
  exporter: SpanExporter,
  more: { counts?: SpanCounts; log?: typeof quiet; queueSize?: number } = {},
) => record(exporter, { origin, delayMilliseconds: 60_000, queueSize: 2048, log: quiet, ...more });

afterEach(() => telemetry?.stop(1));

describe("recorded spans", () => {
  let exporter: InMemorySpanExporter;
  beforeEach(async () => {
    exporter = new InMemorySpanExporter();
    telemetry = await start(exporter);
  });
  const spans = async () => {
    await telemetry.flush(1);
    return new Map(exporter.getFinishedSpans().map((span) => [span.name, span]));
  };
  const one = async (name: string): Promise<ReadableSpan> => {
    const found = (await spans()).get(name);
    if (found === undefined) throw new Error(`there is no span ${name}`);
    return found;
  };

  test("work below a span is its child, also after asynchronous calls", async () => {
    await inFirstSpan("first", {}, undefined, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await inSpan("second", {}, () => inSpan("third", {}, async () => {}));
    });
    const [first, second, third] = [await one("first"), await one("second"), await one("third")];
    expect(first.parentSpanContext).toBeUndefined();
    expect(second.parentSpanContext?.spanId).toBe(first.spanContext().spanId);
    expect(third.parentSpanContext?.spanId).toBe(second.spanContext().spanId);
    expect(third.spanContext().traceId).toBe(first.spanContext().traceId);
  });

  test("the resource has the service, its version, the commit and the instance", async () => {
    await inFirstSpan("first", {}, undefined, async () => {});
    expect((await one("first")).resource.attributes).toMatchObject({
      "service.name": "gallery-test",
      "service.version": "1.2.3",
      "vcs.ref.head.revision": "abc",
      "service.instance.id": expect.stringMatching(/./),
    });
  });

  test("a caller's trace continues with its state, and is recorded although the caller did not sample it", async () => {
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    const caller = readCaller({ traceparent, tracestate: "vendor=1" });
    const passedOn = await inFirstSpan("first", {}, caller, async () => traceOf()?.headers());
    const first = await one("first");
    expect(first.parentSpanContext).toMatchObject({ spanId: "00f067aa0ba902b7", isRemote: true });
    expect(passedOn).toEqual({
      traceparent: `00-4bf92f3577b34da6a3ce929d0e0e4736-${first.spanContext().spanId}-01`,
      tracestate: "vendor=1",
    });
  });

  test("background work records no span, also inside a span that it must not belong to", async () => {
    await inSpan("probe", {}, async () => {});
    recordSpan("past", { startTime: 1 }, 2);
    await inFirstSpan("first", {}, undefined, () => untraced(() => inSpan("probe", {}, async () => {})));
    expect([...(await spans()).keys()]).toEqual(["first"]);
  });

  test("a failed query has its SQLSTATE and no message, which contains values", async () => {
    const error = new DatabaseError('invalid input syntax for type uuid: "private value"', 1, "error");
    error.code = "22P02";
    const failed = inFirstSpan("query", {}, undefined, async () => {
      throw error;
    });
    await expect(failed).rejects.toBe(error);
    const { status, attributes, events } = await one("query");
    expect({ status, attributes, events }).toEqual({
      status: { code: 2 },
      attributes: { "error.type": "22P02" },
      events: [],
    });
  });

  test("a rejected request is not an error, and a failure of a call is, by its cause", async () => {
    const reject = inFirstSpan("rejected", {}, undefined, async () => {
      throw new Problem(415, "not-a-photo", "Not a photo", "It is not.");
    });
    await expect(reject).rejects.toThrow();
    const fail = inFirstSpan("failed", {}, undefined, async () => {
      const cause = Object.assign(new Error("connect ECONNREFUSED 10.0.0.1"), { code: "ECONNREFUSED" });
      throw new Error("The object store could not store now", { cause });
    });
    await expect(fail).rejects.toThrow();
    const rejected = await one("rejected");
    expect([rejected.status.code, rejected.attributes["error.type"]]).toEqual([0, "not-a-photo"]);
    const failed = await one("failed");
    expect([failed.status.code, failed.attributes["error.type"]]).toEqual([2, "ECONNREFUSED"]);
  });

  test("log lines have the ids of the current span, and none outside of it", async () => {
    expect(logFields()).toEqual({});
    const span = startFirstSpan("first", {}, undefined);
    const { traceId, spanId } = span?.spanContext() ?? {};
    expect(enter(span, logFields)).toEqual({ traceId, spanId });
    expect(logFields()).toEqual({});
    span?.end();
  });

  test("a long attribute is shortened", async () => {
    await inFirstSpan("first", { attributes: { long: "x".repeat(100_000) } }, undefined, async () => {});
    expect(String((await one("first")).attributes.long)).toHaveLength(1024);
  });
});

describe("without a tracer", () => {
  test("work runs, and has no trace", async () => {
    const seen = await inFirstSpan("first", {}, undefined, (span) =>
      inSpan("second", {}, async () => [span, traceOf(), logFields()]),
    );
    expect(seen).toEqual([undefined, undefined, {}]);
    expect(startFirstSpan("first", {}, undefined)).toBeUndefined();
  });
});

describe("a receiver that does not take spans", () => {
  const counted = () => {
    const counts = { ended: 0, ok: 0, failed: 0 };
    const counter: SpanCounts = {
      ended: () => {
        counts.ended += 1;
      },
      exported: (result, spans) => {
        counts[result] += spans;
      },
    };
    return { counts, counter };
  };
  const work = async (spans: number) => {
    for (let each = 0; each < spans; each++) await inFirstSpan("work", {}, undefined, async () => {});
  };

  test("does not delay the work and the end of the process, and further spans are dropped and counted", async () => {
    const { counts, counter } = counted();
    const given: number[] = [];
    const answers: (() => void)[] = [];
    const silent: SpanExporter = {
      export: (spans, done) => {
        given.push(spans.length);
        answers.push(() => done({ code: 0 }));
      },
      shutdown: async () => {},
    };
    telemetry = await start(silent, { counts: counter, queueSize: 512 });
    const startedAt = performance.now();
    await work(5_000);
    await telemetry.stop(0.2);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(counts).toEqual({ ended: 5_000, ok: 0, failed: 0 });
    // One batch is being sent, and the queue is full.
    expect(given.reduce((sum, spans) => sum + spans, 0)).toBeLessThanOrEqual(1_024);
    for (const answer of answers) answer();
  });

  test("is logged once until it takes spans again, without its answer", async () => {
    const { counts, counter } = counted();
    const lines: unknown[] = [];
    const log = {
      info: (...line: unknown[]) => lines.push(line),
      warn: (...line: unknown[]) => lines.push(line),
    };
    let broken = true;
    const exporter: SpanExporter = {
      export: (_spans, done) =>
        done(broken ? { code: 1, error: new Error("Unauthorized: Bearer abcdefghijkl") } : { code: 0 }),
      shutdown: async () => {},
    };
    telemetry = await start(exporter, { counts: counter, log });
    for (const next of [true, true, false, false]) {
      broken = next;
      await work(2);
      await telemetry.flush(1);
    }
    expect(lines).toEqual([
      [
        { reason: "Unauthorized: Bearer [removed]" },
        "spans cannot be exported; they are dropped until the receiver responds",
      ],
      ["spans are exported again"],
    ]);
    expect(counts).toEqual({ ended: 8, ok: 4, failed: 4 });
  });
});
