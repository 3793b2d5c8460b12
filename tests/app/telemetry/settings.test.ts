import { readConfig } from "../../../app/src/config";
import { tracesUrl } from "../../../app/src/telemetry/settings";

const url = (env: Record<string, string>) => tracesUrl(readConfig("web", env));
const base = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };

test.each([
  ["without an address", {}, undefined],
  ["with an empty address", { OTEL_EXPORTER_OTLP_ENDPOINT: "" }, undefined],
  ["with an address", base, "http://collector:4318/v1/traces"],
  [
    "with an address that ends with a slash",
    { OTEL_EXPORTER_OTLP_ENDPOINT: "https://a.example.com/otlp/" },
    "https://a.example.com/otlp/v1/traces",
  ],
  [
    "with an address for traces",
    { ...base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://traces:1/x" },
    "http://traces:1/x",
  ],
  ["with the SDK disabled", { ...base, OTEL_SDK_DISABLED: "TRUE" }, undefined],
  ["without an exporter", { ...base, OTEL_TRACES_EXPORTER: "none" }, undefined],
])("%s, spans are sent to the right URL or to none", (_case, env, expected) => {
  expect(url(env)).toBe(expected);
});

test.each([
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "must be an http:// or https:// URL"],
  [
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    "grpc",
    "the only supported protocol is http/json, on port 4318 of a Collector",
  ],
  ["OTEL_TRACES_EXPORTER", "zipkin", 'Invalid option: expected one of "otlp"|"none"'],
  ["OTEL_BSP_MAX_QUEUE_SIZE", "0", "Too small: expected number to be >=512"],
])("%s=%s is rejected at the start, with what is allowed", (name, value, message) => {
  expect(() => url({ ...base, [name]: value })).toThrow(`${name}: ${message}`);
});
