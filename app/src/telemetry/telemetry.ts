import type { SpanExporter } from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import type { Origin, SpanCounts, Telemetry } from "./origin";
import { record } from "./record";
import { sendsToXRay, type TelemetryConfig, tracesUrl } from "./settings";
import { openXRayExporter } from "./xray";

/** Without an address, nothing is recorded, and the SDK is not loaded. */
const nothing: Telemetry = { flush: async () => {}, stop: async () => {} };

/** Records spans and sends them to the address in the settings, if there is one, or to X-Ray. */
export async function startTelemetry(
  config: TelemetryConfig,
  origin: Origin,
  log: Pick<Logger, "info" | "warn">,
  counts?: SpanCounts,
): Promise<Telemetry> {
  const target = await openExporter(config);
  if (target === undefined) return nothing;
  log.info({ tracesTo: target.name }, "spans are recorded");
  return record(target.exporter, {
    origin: { ...origin, service: config.OTEL_SERVICE_NAME ?? origin.service },
    delayMilliseconds: config.OTEL_BSP_SCHEDULE_DELAY,
    queueSize: config.OTEL_BSP_MAX_QUEUE_SIZE,
    log,
    ...(counts === undefined ? {} : { counts }),
  });
}

/** Loads what sends spans, and nothing else. */
async function openExporter(
  config: TelemetryConfig,
): Promise<{ readonly name: string; readonly exporter: SpanExporter } | undefined> {
  if (sendsToXRay(config))
    return { name: "xray", exporter: await openXRayExporter(process.env.AWS_ENDPOINT_URL) };
  const url = tracesUrl(config);
  if (url === undefined) return undefined;
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-http");
  return { name: new URL(url).host, exporter: new OTLPTraceExporter({ url }) };
}
