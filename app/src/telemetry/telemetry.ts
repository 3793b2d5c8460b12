import type { Logger } from "pino";
import type { Origin, SpanCounts, Telemetry } from "./origin";
import { record } from "./record";
import { type TelemetryConfig, tracesUrl } from "./settings";

/** Without an address, nothing is recorded, and the SDK is not loaded. */
const nothing: Telemetry = { flush: async () => {}, stop: async () => {} };

/** Records spans and sends them to the address in the settings, if there is one. */
export async function startTelemetry(
  config: TelemetryConfig,
  origin: Origin,
  log: Pick<Logger, "info" | "warn">,
  counts?: SpanCounts,
): Promise<Telemetry> {
  const url = tracesUrl(config);
  if (url === undefined) return nothing;
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-http");
  log.info({ tracesTo: new URL(url).host }, "spans are recorded");
  return record(new OTLPTraceExporter({ url }), {
    origin: { ...origin, service: config.OTEL_SERVICE_NAME ?? origin.service },
    delayMilliseconds: config.OTEL_BSP_SCHEDULE_DELAY,
    queueSize: config.OTEL_BSP_MAX_QUEUE_SIZE,
    log,
    ...(counts === undefined ? {} : { counts }),
  });
}
