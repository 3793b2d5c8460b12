/** Rules that involve the settings of telemetry. */
import { isPrivate, parseCidr } from "../infra/cidr";
import { listReceiverRules } from "./receiver-rules";
import { type Rule, when } from "./rule";
import { maxNodesOf, maxVolumeOf } from "./search-instance";
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
    const available = availabilityZones.length;
    if (countZones(openSearchNodes, available) !== undefined) return undefined;
    return available < 3
      ? `1, or an even number: each zone has as many nodes, and availabilityZones has ${available}`
      : "1, or a multiple of 2 or 3: each zone has as many nodes";
  }),
  when(["openSearchNodes", "openSearchInstanceType"], ({ openSearchNodes, openSearchInstanceType }) => {
    const max = maxNodesOf(openSearchInstanceType);
    return max !== undefined && openSearchNodes > max
      ? `at most ${max} while openSearchInstanceType is ${openSearchInstanceType}`
      : undefined;
  }),
  when(
    ["openSearchStorageGib", "openSearchInstanceType"],
    ({ openSearchStorageGib, openSearchInstanceType }) => {
      const max = maxVolumeOf(openSearchInstanceType);
      return max !== undefined && openSearchStorageGib > max
        ? `at most ${max}, in GiB, while openSearchInstanceType is ${openSearchInstanceType}`
        : undefined;
    },
  ),
  ...listReceiverRules("telemetryOtlpUrl", "telemetryOtlpCidrs"),
];
