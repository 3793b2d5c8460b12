import type { SpanExporter } from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import type { Origin, SpanCounts, Telemetry } from "./origin";
import { record } from "./record";
import { records, type TelemetryConfig, tracesUrl } from "./settings";
import type { SpanStore } from "./span-store";
import { openStoreExporter } from "./store-exporter";

/**
 * Milliseconds between exports to the store: the longest time of a Lambda function, so that spans are kept when they are flushed, all of
 * an invocation in one object. https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
 */
const onlyFlushed = 900_000;

/** Without an address, nothing is recorded, and the SDK is not loaded. */
const nothing: Telemetry = { flush: async () => {}, stop: async () => {} };

/** Records spans, and keeps them in the store, if there is one, or sends them to the address in the settings. */
export async function startTelemetry(
  config: TelemetryConfig,
  origin: Origin,
  log: Pick<Logger, "info" | "warn">,
  {
    counts,
    openStore,
  }: { readonly counts?: SpanCounts; readonly openStore?: (() => SpanStore) | undefined } = {},
): Promise<Telemetry> {
  const target = await openExporter(config, openStore);
  if (target === undefined) return nothing;
  log.info({ tracesTo: target.name }, "spans are recorded");
  return record(target.exporter, {
    origin: { ...origin, service: config.OTEL_SERVICE_NAME ?? origin.service },
    delayMilliseconds: openStore === undefined ? config.OTEL_BSP_SCHEDULE_DELAY : onlyFlushed,
    queueSize: config.OTEL_BSP_MAX_QUEUE_SIZE,
    log,
    ...(counts === undefined ? {} : { counts }),
  });
}

/** Loads what sends spans, and nothing else. */
async function openExporter(
  config: TelemetryConfig,
  openStore: (() => SpanStore) | undefined,
): Promise<{ readonly name: string; readonly exporter: SpanExporter } | undefined> {
  if (openStore !== undefined && records(config))
    return { name: "the photos' bucket", exporter: await openStoreExporter(openStore()) };
  const url = tracesUrl(config);
  if (url === undefined) return undefined;
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-http");
  return { name: new URL(url).host, exporter: new OTLPTraceExporter({ url }) };
}
