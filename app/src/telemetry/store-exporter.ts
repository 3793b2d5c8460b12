import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import type { SpanStore } from "./span-store";

/** Opens an exporter that keeps spans in the store, each trace for itself, instead of sending them. */
export async function openStoreExporter(store: SpanStore): Promise<SpanExporter> {
  const { JsonTraceSerializer } = await import("@opentelemetry/otlp-transformer");
  return new StoreExporter(store, (spans) => JsonTraceSerializer.serializeRequest(spans));
}

class StoreExporter implements SpanExporter {
  private keeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: SpanStore,
    private readonly serialize: (spans: ReadableSpan[]) => Uint8Array | undefined,
  ) {}

  export(spans: ReadableSpan[], done: Parameters<SpanExporter["export"]>[1]): void {
    this.keeping = this.keep(spans).then(
      () => done({ code: 0 }),
      (error: unknown) => done({ code: 1, error: error instanceof Error ? error : new Error(String(error)) }),
    );
  }

  private async keep(spans: readonly ReadableSpan[]): Promise<void> {
    const traces = new Map<string, ReadableSpan[]>();
    for (const span of spans) {
      const { traceId } = span.spanContext();
      traces.set(traceId, [...(traces.get(traceId) ?? []), span]);
    }
    for (const [traceId, ofTrace] of traces) {
      const request = this.serialize(ofTrace);
      if (request !== undefined) await this.store.keep(traceId, request);
    }
  }

  async forceFlush(): Promise<void> {
    await this.keeping;
  }

  async shutdown(): Promise<void> {
    await this.keeping;
    this.store.close();
  }
}
