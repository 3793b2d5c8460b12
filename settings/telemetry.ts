import { isPrivate, parseCidr } from "../infra/cidr";
import type { Values } from "./schema";

/** Returns the receiver of spans in the settings. Undefined: none are recorded. */
export function readTelemetry(values: Pick<Values, "telemetry" | "telemetryOtlpUrl" | "telemetryOtlpCidrs">) {
  if (values.telemetry === "off") return undefined;
  const cidrs = values.telemetryOtlpCidrs;
  return {
    url: values.telemetryOtlpUrl,
    cidrs,
    /** Whether its addresses can be public: what is outside of the VPC reaches no other. */
    isPublic: !cidrs.map(parseCidr).some((cidr) => cidr !== undefined && isPrivate(cidr)),
  };
}
