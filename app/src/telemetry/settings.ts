import { z } from "zod";

/** An empty variable counts as missing: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export const unlessEmpty = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);

const endpoint = unlessEmpty(
  z.url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" }).optional(),
);
const protocol = unlessEmpty(
  z
    .literal("http/json", { error: "the only supported protocol is http/json, on port 4318 of a Collector" })
    .default("http/json"),
);
const whole = (from: number, to: number) => z.coerce.number().int().min(from).max(to);

/**
 * Environment variables of the traces, with OpenTelemetry's names and meanings. The exporter reads further ones itself:
 * OTEL_EXPORTER_OTLP_HEADERS, …_TIMEOUT, …_COMPRESSION, …_CERTIFICATE, …_CLIENT_KEY and …_CLIENT_CERTIFICATE.
 */
export const telemetrySettings = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.describe("where spans are sent, without /v1/traces; empty: nowhere"),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint.describe("the whole URL for spans, instead of the one above"),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol,
  OTEL_TRACES_EXPORTER: unlessEmpty(z.enum(["otlp", "none"]).default("otlp")).describe(
    "none: records no spans",
  ),
  OTEL_SDK_DISABLED: unlessEmpty(
    z
      .string()
      .default("false")
      .transform((text) => text.toLowerCase() === "true"),
  ).describe("true: records no spans"),
  OTEL_SERVICE_NAME: unlessEmpty(z.string().optional()).describe("default: gallery-ROLE, or thumbnailer"),
  OTEL_BSP_SCHEDULE_DELAY: unlessEmpty(whole(1, 60_000).default(5000)).describe(
    "milliseconds between exports",
  ),
  OTEL_BSP_MAX_QUEUE_SIZE: unlessEmpty(whole(512, 65_536).default(2048)).describe(
    "ended spans that wait for their export; further ones are dropped",
  ),
});

export type TelemetryConfig = z.infer<typeof telemetrySettings>;

/** Whether spans are recorded, if there is a place for them. */
export const records = (config: TelemetryConfig): boolean =>
  !config.OTEL_SDK_DISABLED && config.OTEL_TRACES_EXPORTER !== "none";

/** Returns the URL that spans are sent to. Undefined if none are recorded. */
export function tracesUrl(config: TelemetryConfig): string | undefined {
  if (!records(config)) return undefined;
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own, OTEL_EXPORTER_OTLP_ENDPOINT: base } = config;
  return own ?? (base === undefined ? undefined : `${base.replace(/\/$/, "")}/v1/traces`);
}
