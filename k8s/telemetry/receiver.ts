import { gatewayHost, ports } from "./addresses";

/** What an application says in its spans. A change rolls out new pods. */
export interface TelemetryArgs {
  /** Name of the environment, an attribute of all spans. */
  readonly environment: string;
}

/**
 * Builds the environment variables with which OpenTelemetry sends spans to the gateway. Without telemetry, there are none.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function buildTelemetryVariables(telemetry: TelemetryArgs | undefined): Record<string, string> {
  if (telemetry === undefined) return {};
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${gatewayHost}:${ports.otlpHttp}`,
    ...describeResource(telemetry),
  };
}

/** Builds the environment variables with which spans name where they are from. */
export const describeResource = ({ environment }: Pick<TelemetryArgs, "environment">) => ({
  OTEL_RESOURCE_ATTRIBUTES: `service.namespace=gallery,deployment.environment.name=${environment}`,
});
