import type { Readable } from "node:stream";
import type { Attributes } from "@opentelemetry/api";
import type { Trace } from "../http/trace";

/** An object in a listing. */
export interface StoredObject {
  readonly key: string;
  /** Size in bytes. */
  readonly size: number;
  readonly modified: Date;
}

/**
 * A store of photos. Objects never change: each key is used for one photo only. All methods throw StoreUnavailable if the store
 * does not respond. The trace, if any, is propagated to the store.
 */
export interface ObjectStore {
  /** What the spans of its calls have in common. */
  readonly attributes: Attributes;
  /** Stores a file atomically. The trace is stored with it, for the handler of the event. */
  put(key: string, file: string, contentType: string, trace?: Trace): Promise<void>;
  /** The content and the size of an object, and the trace stored with it. Undefined if the object does not exist. */
  read(key: string): Promise<{ body: Readable; size: number; traceparent?: string | undefined } | undefined>;
  exists(key: string, trace?: Trace): Promise<boolean>;
  /** Removes an object. Succeeds if the object does not exist. */
  remove(key: string, trace?: Trace): Promise<void>;
  /** Lists all objects whose keys have the prefix. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** A URL from which browsers can get the object. Undefined if this process has to send the object. */
  link(key: string): Promise<string | undefined>;
  close(): void;
}

/** The object store does not respond, or rejects the request. */
export class StoreUnavailable extends Error {
  readonly retryAfterSeconds = 5;

  constructor(operation: string, options?: ErrorOptions) {
    super(`The object store could not ${operation} now`, options);
    this.name = "StoreUnavailable";
  }
}
