/** What moto stored as CloudWatch Logs and as X-Ray. */
import { json } from "../client";

/** A segment of X-Ray, or a part of one. */
export interface Segment {
  readonly id: string;
  readonly parent_id?: string;
  readonly name: string;
  readonly type?: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly fault?: boolean;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly metadata?: { readonly default: Readonly<Record<string, unknown>> };
}

/** Where moto is: the variables with which the gallery finds it. */
type Place = Readonly<Record<string, string>>;

async function call(place: Place, service: string, path: string, body: object, target?: string) {
  const { AWS_ENDPOINT_URL, AWS_REGION } = place;
  // moto finds the service by the scope, and checks no signature.
  const scope = `Credential=test/20260101/${AWS_REGION}/${service}/aws4_request`;
  return fetch(`${AWS_ENDPOINT_URL}${path}`, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
      "content-type": target === undefined ? "application/json" : "application/x-amz-json-1.1",
      ...(target === undefined ? {} : { "x-amz-target": `Logs_20140328.${target}` }),
    },
    body: JSON.stringify(body),
  });
}

/**
 * The stored segments of a trace.
 *
 * @param traceId 32 digits
 */
export async function readSegments(place: Place, traceId: string): Promise<Segment[]> {
  const body = { TraceIds: [`1-${traceId.slice(0, 8)}-${traceId.slice(8)}`] };
  const response = await call(place, "xray", "/Traces", body);
  const { Traces } = await json<{ Traces: { Segments: { Document: string }[] }[] }>(response);
  return Traces.flatMap(({ Segments }) => Segments.map(({ Document }) => JSON.parse(Document)));
}

/** Creates a log group. */
export async function createLogGroup(place: Place, logGroupName: string): Promise<void> {
  const { status } = await call(place, "logs", "/", { logGroupName }, "CreateLogGroup");
  if (status !== 200) throw new Error(`moto answered CreateLogGroup with ${status}`);
}

/** The texts of the events in a log stream. None without the stream. */
export async function readEvents(
  place: Place,
  logGroupName: string,
  logStreamName: string,
): Promise<string[]> {
  const body = { logGroupName, logStreamName, startFromHead: true };
  const response = await call(place, "logs", "/", body, "GetLogEvents");
  if (response.status !== 200) return [];
  const { events } = await json<{ events: { message: string }[] }>(response);
  return events.map(({ message }) => message);
}
