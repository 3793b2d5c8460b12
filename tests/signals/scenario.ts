/** What scenarios share. */
import { randomBytes } from "node:crypto";
import { decisionSeconds } from "../../k8s/telemetry/gateway-config";
import type { Stage } from "./stage";

/** A scenario, and how much of it a sample runs. Returns what it saw, or throws. */
export interface Scenario {
  readonly name: string;
  readonly inSample: boolean;
  run(stage: Stage, sample: boolean): Promise<string>;
}

/** Seconds of a decision, of the batches of the gallery and of the gateway, and for a busy machine. */
export const tracesIn = decisionSeconds + 60;

/** A new trace, and the headers with which a request belongs to it. */
export const newTrace = () => {
  const traceId = randomBytes(16).toString("hex");
  return { traceId, headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-00` } };
};

export function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
