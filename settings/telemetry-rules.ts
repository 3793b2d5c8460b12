/** Rules that involve the settings of telemetry. */
import { isPrivate, parseCidr } from "../infra/cidr";
import { listReceiverRules } from "./receiver-rules";
import { type Rule, when } from "./rule";
import { countZones } from "./telemetry";

export const telemetryRules: readonly Rule[] = [
  when(["telemetryOtlpUrl", "telemetry"], ({ telemetry, telemetryOtlpUrl }) => {
    if (telemetry === "otlp" && telemetryOtlpUrl === "")
      return "the URL of your receiver of OTLP over HTTP while telemetry is otlp, such as https://otel.example.com:4318";
    return telemetry !== "otlp" && telemetryOtlpUrl !== "" ? `"" while telemetry is ${telemetry}` : undefined;
  }),
  // Spans name routes, queries and objects, and are encrypted on their way through the internet.
  when(["telemetryOtlpUrl", "telemetryOtlpCidrs"], ({ telemetryOtlpUrl, telemetryOtlpCidrs }) => {
    const cidrs = telemetryOtlpCidrs.map(parseCidr);
    const inPrivate = cidrs.length > 0 && cidrs.every((each) => each !== undefined && isPrivate(each));
    return telemetryOtlpUrl.startsWith("http:") && !inPrivate
      ? "an https:// URL; http:// is allowed while all of telemetryOtlpCidrs are private"
      : undefined;
  }),
  when(["openSearchNodes", "availabilityZones"], ({ openSearchNodes, availabilityZones }) => {
    const zones = countZones(openSearchNodes);
    if (zones === undefined) return "1, or a multiple of 2 or 3: each zone has as many nodes";
    return zones > availabilityZones.length
      ? `1, or an even number: ${openSearchNodes} nodes are in ${zones} zones, and availabilityZones has ${availabilityZones.length}`
      : undefined;
  }),
  ...listReceiverRules("telemetryOtlpUrl", "telemetryOtlpCidrs"),
];
