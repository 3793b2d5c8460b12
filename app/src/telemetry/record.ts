import { setTimeout as wait } from "node:timers/promises";
import type { ReadableSpan, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import { reasonOf } from "../log/error";
import { instance, type Origin, type SpanCounts, type Telemetry } from "./origin";
import { setTracer, untraced } from "./span";

/** Options of {@link record}. */
export interface RecordOptions {
  readonly origin: Origin;
  readonly delayMilliseconds: number;
  readonly queueSize: number;
  readonly log: Pick<Logger, "info" | "warn">;
  readonly counts?: SpanCounts;
}

/**
 * Records all spans of this process and exports them in batches. The queue is bounded: while the receiver does not respond, spans
 * are dropped, and requests are neither delayed nor rejected.
 *
 * All spans are sampled, also if the caller's trace is not: the client of a failed or slow request must not decide whether it is
 * seen. The gateway of the Collector has the whole trace, and decides which traces are stored.
 */
export async function record(exporter: SpanExporter, options: RecordOptions): Promise<Telemetry> {
  const { origin, counts } = options;
  // Loaded only by processes that record spans.
  const [resources, sdk] = await Promise.all([
    import("@opentelemetry/resources"),
    import("@opentelemetry/sdk-trace"),
  ]);
  const watched = new WatchedExporter(exporter, options);
  const batches = new sdk.BatchSpanProcessor({
    exporter: watched,
    maxQueueSize: options.queueSize,
    maxExportBatchSize: Math.min(512, options.queueSize),
    scheduledDelayMillis: options.delayMilliseconds,
    // The exporter itself gives up after this time, by default.
    exportTimeoutMillis: 10_000,
  });
  const provider = new sdk.TracerProvider({
    resource: resources.detectResources({ detectors: [resources.envDetector] }).merge(
      resources.resourceFromAttributes({
        "service.name": origin.service,
        "service.version": origin.version,
        "service.instance.id": instance(),
        "vcs.ref.head.revision": origin.commit,
        ...(process.env.KUBERNETES_SERVICE_HOST === undefined ? {} : { "k8s.pod.name": instance() }),
      }),
    ),
    sampler: new sdk.AlwaysOnSampler(),
    spanLimits: { attributeValueLengthLimit: 1024 },
    spanProcessors: [...(counts === undefined ? [] : [counter(counts)]), batches],
  });
  setTracer(provider.getTracer("gallery", origin.version));
  const flush = async (seconds: number) => {
    await provider.forceFlush({ timeoutMillis: seconds * 1000 });
    await watched.forceFlush();
  };
  return {
    flush: (seconds) => within(seconds, flush(seconds)),
    async stop(seconds) {
      setTracer(undefined);
      await within(
        seconds,
        flush(seconds).finally(() => provider.shutdown()),
      );
    },
  };
}

const counter = (counts: SpanCounts): SpanProcessor => ({
  onStart() {},
  onEnd: () => counts.ended(),
  forceFlush: async () => {},
  shutdown: async () => {},
});

/** Counts exported spans, and logs when exports begin to fail and when they succeed again, but not each failed one. */
class WatchedExporter implements SpanExporter {
  private failing = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly options: Pick<RecordOptions, "counts" | "log">,
  ) {}

  export(spans: ReadableSpan[], done: Parameters<SpanExporter["export"]>[1]): void {
    const { counts, log } = this.options;
    // An export runs in the context of a request whose span it contains, and its log lines are not about this request.
    const exportAll = (finished: typeof done) => untraced(() => this.exporter.export(spans, finished));
    exportAll((result) => {
      // ExportResultCode.SUCCESS, from a package that this one does not depend on.
      const failed = result.code !== 0;
      counts?.exported(failed ? "failed" : "ok", spans.length);
      if (failed && !this.failing) {
        log.warn(
          { reason: reasonOf(result.error) },
          "spans cannot be exported; they are dropped until the receiver responds",
        );
      }
      if (!failed && this.failing) log.info("spans are exported again");
      this.failing = failed;
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}

/** Waits for the work, at most for this time. Its failure is not an error: the exporter has logged it. */
async function within(seconds: number, work: Promise<unknown>): Promise<void> {
  const waiting = new AbortController();
  const limit = wait(seconds * 1000, undefined, { signal: waiting.signal }).catch(() => {});
  await Promise.race([work.catch(() => {}), limit]);
  waiting.abort();
}
