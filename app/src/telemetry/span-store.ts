import { randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { S3Store } from "../storage/s3";
import type { StoredObject } from "../storage/store";

/** Prefix of the objects. infra/ gives access to it, and a lifecycle rule deletes what was not sent within one to two days. */
const prefix = "spans/";

/**
 * Spans of a process that does not reach the receiver, in the photos' bucket, until a process that does sends them. An object is a
 * request of OTLP in JSON, as it is sent. The calls are neither traced nor measured.
 */
export class SpanStore {
  private readonly objects: S3Store;

  /** @param endpoint another S3-compatible server */
  constructor(bucket: string, endpoint?: string) {
    this.objects = new S3Store(bucket, endpoint);
  }

  /** Keeps spans of a trace. */
  keep(traceId: string, request: Uint8Array): Promise<void> {
    return this.objects.put(`${prefix}${traceId}/${randomUUID()}.json`, request, "application/json");
  }

  /** Lists what is kept of a trace, or of all traces. */
  list(traceId?: string): AsyncIterable<StoredObject> {
    return this.objects.list(traceId === undefined ? prefix : `${prefix}${traceId}/`);
  }

  /** Reads the request. Undefined: another process has sent it meanwhile. */
  async read(key: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const found = await this.objects.read(key);
    return found && buffer(found.body);
  }

  /** Succeeds if there is no such object. */
  remove(key: string): Promise<void> {
    return this.objects.remove(key);
  }

  close(): void {
    this.objects.close();
  }
}
