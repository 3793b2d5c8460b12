import { isPrivate, parseCidr } from "../infra/cidr";
import type { Values } from "./schema";

/** The settings of telemetry. `sloLatencyMs`: what is slower is a slow request, as in the objectives. */
type Given = Pick<
  Values,
  | "telemetry"
  | "telemetryOtlpUrl"
  | "telemetryOtlpCidrs"
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
    /** The adopter's receiver. Undefined: CloudWatch and X-Ray. */
    receiver: values.telemetry === "otlp" ? readReceiver(values) : undefined,
  };
}

function readReceiver({ telemetryOtlpUrl, telemetryOtlpCidrs }: Given) {
  return {
    url: telemetryOtlpUrl,
    cidrs: telemetryOtlpCidrs,
    /** Whether its addresses can be public: what is outside of the VPC reaches no other. */
    isPublic: !telemetryOtlpCidrs.map(parseCidr).some((cidr) => cidr !== undefined && isPrivate(cidr)),
  };
}
