import { createServer } from "node:http";
import { isRecord } from "./records";

/** A span as the receiver got it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly service: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Whether its status is an error. */
  readonly failed: boolean;
  readonly milliseconds: number;
}

/** A receiver of OTLP over HTTP with JSON, on a loopback port. */
export interface OtlpReceiver {
  readonly url: string;
  /** All requests as they arrived, to search them. */
  bodies(): string;
  spans(): ReceivedSpan[];
  /** Answers later requests with this status. */
  answerWith(status: number): void;
  stop(): Promise<void>;
}

/** Starts a receiver. Format: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export async function startReceiver(): Promise<OtlpReceiver> {
  const bodies: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const accepted = request.url === "/v1/traces" && request.method === "POST";
      if (accepted && status === 200) bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(accepted ? status : 404, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies: () => bodies.join("\n"),
    spans: () => bodies.flatMap((body) => spansIn(JSON.parse(body))),
    answerWith(next) {
      status = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const list = (value: unknown, key: string): Record<string, unknown>[] => {
  const found = isRecord(value) ? value[key] : undefined;
  return Array.isArray(found) ? found.filter(isRecord) : [];
};

function spansIn(request: unknown): ReceivedSpan[] {
  return list(request, "resourceSpans").flatMap((resourceSpans) => {
    const resource = attributesOf(resourceSpans.resource);
    return list(resourceSpans, "scopeSpans").flatMap((scope) =>
      list(scope, "spans").map((span) => ({
        traceId: String(span.traceId),
        spanId: String(span.spanId),
        parentSpanId: typeof span.parentSpanId === "string" ? span.parentSpanId : undefined,
        name: String(span.name),
        service: String(resource["service.name"]),
        attributes: attributesOf(span),
        failed: isRecord(span.status) && span.status.code === 2,
        milliseconds: (Number(span.endTimeUnixNano) - Number(span.startTimeUnixNano)) / 1e6,
      })),
    );
  });
}

function attributesOf(value: unknown): Record<string, unknown> {
  const entries = list(value, "attributes").map(({ key, value: typed }) => {
    const [first] = isRecord(typed) ? Object.values(typed) : [];
    return [String(key), first] as const;
  });
  return Object.fromEntries(entries);
}
