/** Rules that involve the settings of telemetry. */
import { isPrivate, parseCidr } from "../infra/cidr";
import { listReceiverRules } from "./receiver-rules";
import { type Rule, when } from "./rule";

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
  ...listReceiverRules("telemetryOtlpUrl", "telemetryOtlpCidrs"),
];
