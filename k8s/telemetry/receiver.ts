import { gatewayHost, ports } from "./addresses";

/** Where an application sends its spans. A change rolls out new pods. */
export interface TelemetryArgs {
  /**
   * Base URL of a receiver of OTLP over HTTP, without `/v1/traces`.
   *
   * @default the gateway in the cluster
   */
  readonly url?: string;
  /** Name of the environment, an attribute of all spans. */
  readonly environment: string;
}

/**
 * Builds the environment variables with which OpenTelemetry sends spans to the receiver. Without one, there are none.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function buildTelemetryVariables(telemetry: TelemetryArgs | undefined): Record<string, string> {
  if (telemetry === undefined) return {};
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: telemetry.url ?? `http://${gatewayHost}:${ports.otlpHttp}`,
    ...describeResource(telemetry),
  };
}

/** Builds the environment variables with which a function of the gallery sends spans to X-Ray, without a Collector. */
export const buildXRayVariables = (
  telemetry: Pick<TelemetryArgs, "environment">,
): Record<string, string> => ({
  OTEL_TRACES_EXPORTER: "xray",
  ...describeResource(telemetry),
});

const describeResource = ({ environment }: Pick<TelemetryArgs, "environment">) => ({
  OTEL_RESOURCE_ATTRIBUTES: `service.namespace=gallery,deployment.environment.name=${environment}`,
});
