import { hostname } from "node:os";

/** What the spans of a process have in common. */
export interface Origin {
  /** Name of the service; OTEL_SERVICE_NAME replaces it. */
  readonly service: string;
  readonly version: string;
  readonly commit: string;
}

/** Counts spans, for alerts on lost ones. */
export interface SpanCounts {
  ended(): void;
  exported(result: "ok" | "failed", spans: number): void;
}

/** The recording of spans by this process. */
export interface Telemetry {
  /** Sends the ended spans. Returns after `seconds` at the latest, and never throws: work does not fail because of its spans. */
  flush(seconds: number): Promise<void>;
  /** Sends the ended spans like `flush`, and records no further ones. */
  stop(seconds: number): Promise<void>;
}

/** Name of the pod, or of the Lambda function's log stream. Kubernetes sets a pod's host name to its name. */
export const instance = (env: NodeJS.ProcessEnv = process.env): string =>
  env.AWS_LAMBDA_LOG_STREAM_NAME ?? hostname();
