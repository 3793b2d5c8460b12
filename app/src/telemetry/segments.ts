import { type AttributeValue, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

/** Attributes by which X-Ray searches traces. The gateway in the cluster makes the same ones (k8s/telemetry/sinks.ts). */
export const annotations: readonly string[] = ["http.route", "error.type", "gallery.database.node"];

/**
 * Describes a span as a segment of X-Ray, with the names that the Collector's exporter to X-Ray gives, so that all parts of a
 * trace look the same. https://docs.aws.amazon.com/xray/latest/devguide/aws-xray-interface-api.html
 */
export function describeSegment(span: ReadableSpan) {
  const { name, kind, attributes, resource, parentSpanContext: parent } = span;
  const { traceId, spanId } = span.spanContext();
  const own = resource.attributes;
  const isSegment = kind === SpanKind.SERVER || kind === SpanKind.CONSUMER || parent === undefined;
  return {
    trace_id: `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`,
    id: spanId,
    ...(parent === undefined ? {} : { parent_id: parent.spanId }),
    // Segments have the names of services, and parts of them those of what they call.
    name: isSegment ? String(own["service.name"]) : String(attributes["rpc.service"] ?? name),
    start_time: seconds(span.startTime),
    end_time: seconds(span.endTime),
    ...(span.status.code === SpanStatusCode.ERROR ? { fault: true } : {}),
    ...(isSegment ? { service: { version: String(own["service.version"]) } } : { type: "subsegment" }),
    ...(attributes["rpc.system"] === "aws-api" && !isSegment ? { namespace: "aws" } : {}),
    annotations: select(attributes, (key) => annotations.includes(key)),
    metadata: {
      default: {
        "otel.span.name": name,
        ...select(attributes, (key) => !annotations.includes(key)),
        ...(isSegment ? prefixed(own) : {}),
      },
    },
  };
}

const seconds = ([whole, nanoseconds]: ReadableSpan["startTime"]) => whole + nanoseconds / 1e9;

type Values = Readonly<Record<string, AttributeValue | undefined>>;

const select = (values: Values, which: (key: string) => boolean) =>
  Object.fromEntries(Object.entries(values).filter(([key]) => which(key)));

const prefixed = (values: Values) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`otel.resource.${key}`, value]));
