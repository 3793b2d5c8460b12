/** What a receiver of OTLP stored: a real Collector that writes JSON lines. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A stored span. */
export interface StoredSpan {
  readonly traceId: string;
  readonly name: string;
  readonly service: string;
  readonly failed: boolean;
  readonly milliseconds: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A stored log record. */
export interface StoredRecord {
  readonly text: string;
  /** Bytes of the text. */
  readonly length: number;
  /** Of the whole text. See {@link digest}. */
  readonly digest: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly severity: string;
  /** In milliseconds. */
  readonly time: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface Resource {
  readonly resource?: { readonly attributes?: readonly Attribute[] };
}
interface Line {
  readonly resourceSpans?: readonly (Resource & {
    readonly scopeSpans?: readonly {
      readonly spans?: readonly {
        readonly traceId: string;
        readonly name: string;
        readonly status?: { readonly code?: number };
        readonly startTimeUnixNano?: string;
        readonly endTimeUnixNano?: string;
        readonly attributes?: readonly Attribute[];
      }[];
    }[];
  })[];
  readonly resourceLogs?: readonly (Resource & {
    readonly scopeLogs?: readonly {
      readonly logRecords?: readonly {
        readonly body?: { readonly stringValue?: string };
        readonly traceId?: string;
        readonly spanId?: string;
        readonly severityText?: string;
        readonly timeUnixNano?: string;
        readonly attributes?: readonly Attribute[];
      }[];
    }[];
  })[];
}

/** Reads what is new in the file each time it is asked. */
export class Stored {
  readonly spans: StoredSpan[] = [];
  readonly records: StoredRecord[] = [];
  private at = 0;

  constructor(
    readonly file: string,
    private readonly keep: (record: StoredRecord) => StoredRecord = (record) => record,
  ) {}

  /** Reads until the condition holds. @throws Error after so many seconds */
  async until(seconds: number, what: string, condition: (stored: this) => boolean): Promise<void> {
    for (const deadline = Date.now() + seconds * 1000; ; await sleep(200)) {
      this.read();
      if (condition(this)) return;
      if (Date.now() > deadline)
        throw new Error(
          `after ${seconds} s, ${what} is not stored (${this.spans.length} spans, ${this.records.length} log records are)`,
        );
    }
  }

  private read(): void {
    const end = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    if (end <= this.at) return;
    const descriptor = openSync(this.file, "r");
    try {
      const chunk = Buffer.alloc(Math.min(end - this.at, 16 * 1024 * 1024));
      const length = readSync(descriptor, chunk, 0, chunk.length, this.at);
      // Never in the middle of a character.
      const whole = chunk.subarray(0, chunk.lastIndexOf(10, length - 1) + 1);
      if (whole.length === 0) return;
      this.at += whole.length;
      for (const line of whole.toString().split("\n")) if (line !== "") this.add(JSON.parse(line) as Line);
    } finally {
      closeSync(descriptor);
    }
    if (end > this.at) this.read();
  }

  private add({ resourceSpans = [], resourceLogs = [] }: Line): void {
    for (const { resource, scopeSpans = [] } of resourceSpans) {
      const service = valuesOf(resource?.attributes)["service.name"] ?? "";
      for (const { spans = [] } of scopeSpans)
        for (const { traceId, name, status, startTimeUnixNano = 0, endTimeUnixNano = 0, attributes } of spans)
          this.spans.push({
            ...{ traceId, name, service, failed: status?.code === 2 },
            milliseconds: (Number(endTimeUnixNano) - Number(startTimeUnixNano)) / 1e6,
            attributes: valuesOf(attributes),
          });
    }
    for (const { resource, scopeLogs = [] } of resourceLogs)
      for (const { logRecords = [] } of scopeLogs)
        for (const {
          body,
          traceId = "",
          spanId = "",
          severityText = "",
          timeUnixNano,
          attributes,
        } of logRecords)
          this.records.push(
            this.keep({
              text: body?.stringValue ?? "",
              length: Buffer.byteLength(body?.stringValue ?? ""),
              digest: digest(body?.stringValue ?? ""),
              ...{ traceId, spanId, severity: severityText, time: Number(timeUnixNano ?? 0) / 1e6 },
              attributes: valuesOf(attributes),
              resource: valuesOf(resource?.attributes),
            }),
          );
  }
}

/** Identifies a text of which only the beginning is kept. */
export const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

const valuesOf = (attributes: readonly Attribute[] = []): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));
