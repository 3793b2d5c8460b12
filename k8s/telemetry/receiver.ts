/** The receiver of the gallery's spans. A change rolls out new pods. */
export interface TelemetryArgs {
  /**
   * Base URL of a receiver of OTLP over HTTP, without `/v1/traces`.
   *
   * @example "https://otel.example.com:4318"
   */
  readonly url: string;
  /**
   * IPv4 blocks of its addresses, with `egressBy: addresses`.
   *
   * @default every public address
   */
  readonly cidrs: readonly string[];
  /** Name of the environment, an attribute of all spans. */
  readonly environment: string;
}

/**
 * Builds the environment variables with which OpenTelemetry sends spans to the receiver. Without one, there are none.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function buildTelemetryVariables(
  telemetry: Pick<TelemetryArgs, "url" | "environment"> | undefined,
): Record<string, string> {
  if (telemetry === undefined) return {};
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: telemetry.url,
    OTEL_RESOURCE_ATTRIBUTES: `service.namespace=gallery,deployment.environment.name=${telemetry.environment}`,
  };
}

/** Host name and port of the receiver. */
export function getTelemetryTarget({ url }: Pick<TelemetryArgs, "url">) {
  const { protocol, hostname, port } = new URL(url);
  const usual = protocol === "http:" ? 80 : 443;
  return { host: hostname, port: port === "" ? usual : Number(port) };
}
