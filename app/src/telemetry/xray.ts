import type { PutTraceSegmentsResult } from "@aws-sdk/client-xray";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import { describeSegment } from "./segments";

/** The exporter of the Collector sends no more at a time, either. */
const mostDocuments = 50;

/**
 * Opens an exporter of spans to X-Ray, for a process that reaches no Collector. The SDK finds the region and the credentials, and repeats
 * what X-Ray throttles. https://docs.aws.amazon.com/xray/latest/api/API_PutTraceSegments.html
 *
 * @param endpoint another server that has the same API
 */
export async function openXRayExporter(endpoint?: string): Promise<SpanExporter> {
  const { PutTraceSegmentsCommand, XRayClient } = await import("@aws-sdk/client-xray");
  const client = new XRayClient(endpoint === undefined ? {} : { endpoint });
  return new XRayExporter(
    (TraceSegmentDocuments) => client.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments })),
    () => client.destroy(),
  );
}

class XRayExporter implements SpanExporter {
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly put: (documents: string[]) => Promise<PutTraceSegmentsResult>,
    private readonly close: () => void,
  ) {}

  export(spans: ReadableSpan[], done: Parameters<SpanExporter["export"]>[1]): void {
    this.sending = this.send(spans).then(
      () => done({ code: 0 }),
      (error: unknown) => done({ code: 1, error: error instanceof Error ? error : new Error(String(error)) }),
    );
  }

  private async send(spans: readonly ReadableSpan[]): Promise<void> {
    const documents = spans.map((span) => JSON.stringify(describeSegment(span)));
    for (let first = 0; first < documents.length; first += mostDocuments) {
      const { UnprocessedTraceSegments: refused = [] } = await this.put(
        documents.slice(first, first + mostDocuments),
      );
      if (refused.length > 0)
        throw new Error(`X-Ray refused ${refused.length} segments: ${refused[0]?.ErrorCode}`);
    }
  }

  async forceFlush(): Promise<void> {
    await this.sending;
  }

  async shutdown(): Promise<void> {
    await this.sending;
    this.close();
  }
}
