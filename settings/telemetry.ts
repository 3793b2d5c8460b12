import type { Values } from "./schema";

/** The settings of telemetry. `sloLatencyMs`: what is slower is a slow request, as in the objectives. */
type Given = Pick<
  Values,
  | "availabilityZones"
  | "telemetry"
  | "telemetryOtlpUrl"
  | "telemetryOtlpCidrs"
  | "openSearchInstanceType"
  | "openSearchNodes"
  | "openSearchStorageGib"
  | "openSearchRetentionDays"
  | "telemetryTracePercent"
  | "telemetryAccessLogPercent"
  | "sloLatencyMs"
>;

/** Returns where logs and traces are sent, and which traces. Undefined: nowhere, and no spans are recorded. */
export function readTelemetry(values: Given) {
  if (values.telemetry === "off") return undefined;
  return {
    sampling: { slowMs: values.sloLatencyMs, percent: values.telemetryTracePercent },
    accessLogPercent: values.telemetryAccessLogPercent,
    /** The adopter's receiver. Undefined: a store of AWS. */
    receiver: values.telemetry === "otlp" ? readReceiver(values) : undefined,
    /** The OpenSearch domain. Undefined: CloudWatch and X-Ray, without a receiver. */
    openSearch: values.telemetry === "opensearch" ? readOpenSearch(values) : undefined,
  };
}

function readOpenSearch(values: Given) {
  return {
    size: {
      instanceType: values.openSearchInstanceType,
      nodes: values.openSearchNodes,
      storageGib: values.openSearchStorageGib,
    },
    /** Zones in which its nodes are. */
    zones: countZones(values.openSearchNodes, values.availabilityZones.length) ?? 1,
    retentionDays: values.openSearchRetentionDays,
  };
}

/** In how many of the available zones so many nodes are, as many in each. Undefined if that is not possible. */
export function countZones(nodes: number, available: number): 1 | 2 | 3 | undefined {
  if (nodes === 1) return 1;
  if (nodes % 3 === 0 && available >= 3) return 3;
  return nodes % 2 === 0 && available >= 2 ? 2 : undefined;
}

function readReceiver({ telemetryOtlpUrl, telemetryOtlpCidrs }: Given) {
  return { url: telemetryOtlpUrl, cidrs: telemetryOtlpCidrs };
}
