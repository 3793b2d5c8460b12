import type { Readable } from "node:stream";
import type { Trace } from "../http/trace";

/** What is known of a stored object. */
export interface StoredObject {
  readonly key: string;
  /** Size in bytes. */
  readonly size: number;
  readonly modified: Date;
}

/**
 * Where photos are kept. Objects never change: a key is used for one photo only. Every method throws
 * StoreUnavailable when the store does not answer. A trace that is given is passed on to the store.
 */
export interface ObjectStore {
  /** Stores a file whole or not at all. Its trace is kept with it, for the handler of its event. */
  put(key: string, file: string, contentType: string, trace?: Trace): Promise<void>;
  /** The object's bytes and size; undefined when there is none. */
  read(key: string): Promise<{ body: Readable; size: number } | undefined>;
  exists(key: string, trace?: Trace): Promise<boolean>;
  /** Removes an object; one that is not there counts as removed. */
  remove(key: string, trace?: Trace): Promise<void>;
  /** All objects whose keys start so. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** A URL where a browser gets the object itself; undefined when this process has to send it. */
  link(key: string): Promise<string | undefined>;
  close(): void;
}

/** The object store does not answer, or refuses this process. */
export class StoreUnavailable extends Error {
  readonly retryAfterSeconds = 5;

  constructor(operation: string, options?: ErrorOptions) {
    super(`The object store could not ${operation} now`, options);
    this.name = "StoreUnavailable";
  }
}
