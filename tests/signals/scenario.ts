/** What scenarios share. */
import { randomBytes } from "node:crypto";
import { decisionSeconds } from "../../k8s/telemetry/gateway-config";
import type { Stage } from "./stage";

/** A scenario, and how much of it a sample runs. Returns what it saw, or throws. */
export interface Scenario {
  readonly name: string;
  readonly inSample: boolean;
  /** Whether it needs the Collector with the exporters to AWS. */
  readonly needsAws?: true;
  run(stage: Stage, sample: boolean): Promise<string>;
}

/** Seconds of a decision, of the batches of the gallery and of the gateway, and for a busy machine. */
export const tracesIn = decisionSeconds + 60;

/** A new trace, and the headers with which a request belongs to it. */
export const newTrace = () => {
  const traceId = randomBytes(16).toString("hex");
  return { traceId, headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-00` } };
};

/** Posts a request to a receiver of OTLP. */
async function post(url: string, body: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  expectThat(response.ok, `the gateway answered ${response.status}`);
}

/**
 * Sends a span without others of its trace.
 *
 * @param otlp base URL of the receiver
 * @returns its trace
 */
export async function sendSpan(otlp: string, name: string, text: string): Promise<string> {
  const traceId = randomBytes(16).toString("hex");
  const span = {
    ...{ traceId, spanId: randomBytes(8).toString("hex"), name, kind: 1 },
    ...{ startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now() + 1}000000` },
    attributes: [{ key: "text", value: { stringValue: text } }],
  };
  await post(`${otlp}/v1/traces`, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  return traceId;
}

/**
 * Sends a log record, as an agent does.
 *
 * @param otlp base URL of the receiver
 * @param time in milliseconds
 */
export async function sendRecord(otlp: string, text: string, time: number): Promise<void> {
  const record = { timeUnixNano: `${time}000000`, body: { stringValue: text } };
  await post(`${otlp}/v1/logs`, { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
}

export function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
