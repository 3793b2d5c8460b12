import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Attributes } from "@opentelemetry/api";
import type { Trace } from "../http/trace";
import { contentTypeOf } from "./keys";
import { type ObjectStore, type StoredObject, StoreUnavailable } from "./store";

/** Lifetime of a presigned URL, in seconds. Redirects are cached for less time, see photos/media.ts. */
export const linkLifetimeSeconds = 900;

const contentOf = async (file: string) => ({
  Body: createReadStream(file),
  ContentLength: (await stat(file)).size,
});

const isMissing = (error: unknown) => error instanceof NotFound || error instanceof NoSuchKey;

/**
 * Stores photos in an S3 bucket. The SDK finds the region and the credentials (in EKS: Pod Identity).
 * @param endpoint another S3-compatible server, with path-style addresses
 */
export class S3Store implements ObjectStore {
  /** https://opentelemetry.io/docs/specs/semconv/object-stores/s3/ */
  readonly attributes: Attributes;
  private readonly client: S3Client;
  /** The trace of each call in progress, by the input of the call. */
  private readonly traces = new WeakMap<object, Trace>();

  constructor(
    private readonly bucket: string,
    endpoint?: string,
  ) {
    this.attributes = { "rpc.system": "aws-api", "rpc.service": "S3", "aws.s3.bucket": bucket };
    this.client = new S3Client({
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1000, requestTimeout: 15_000, throwOnRequestTimeout: true },
    });
    this.client.middlewareStack.add(
      (next) => (args) => {
        const trace = this.traces.get(args.input);
        const { request } = args;
        if (trace !== undefined && typeof request === "object" && request !== null && "headers" in request) {
          Object.assign(request.headers ?? {}, trace.headers());
        }
        return next(args);
      },
      { step: "finalizeRequest", priority: "low", name: "traceContext" },
    );
  }

  /** Stores a file, or a content. */
  async put(key: string, content: string | Uint8Array, contentType: string, trace?: Trace) {
    await this.attempt("store", async () =>
      this.client.send(
        new PutObjectCommand(
          this.within(trace, {
            Bucket: this.bucket,
            Key: key,
            ...(typeof content === "string" ? await contentOf(content) : { Body: content }),
            ContentType: contentType,
            CacheControl: "private, max-age=31536000, immutable",
            ...(trace === undefined ? {} : { Metadata: { traceparent: trace.traceparent } }),
          }),
        ),
      ),
    );
  }

  async read(key: string) {
    return this.attempt("read", async () => {
      const found = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return found.Body instanceof Readable
        ? { body: found.Body, size: found.ContentLength ?? 0, traceparent: found.Metadata?.traceparent }
        : undefined;
    });
  }

  async exists(key: string, trace?: Trace): Promise<boolean> {
    const head = () =>
      this.client.send(new HeadObjectCommand(this.within(trace, { Bucket: this.bucket, Key: key })));
    return (await this.attempt("read", head)) !== undefined;
  }

  async remove(key: string, trace?: Trace): Promise<void> {
    await this.attempt("remove", () =>
      this.client.send(new DeleteObjectCommand(this.within(trace, { Bucket: this.bucket, Key: key }))),
    );
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: prefix });
    try {
      for await (const page of pages) {
        for (const { Key: key, Size: size, LastModified: modified } of page.Contents ?? []) {
          if (key !== undefined && modified !== undefined) yield { key, size: size ?? 0, modified };
        }
      }
    } catch (cause) {
      throw new StoreUnavailable("list", { cause });
    }
  }

  async link(key: string): Promise<string> {
    const command = new GetObjectCommand({
      Bucket: this.bucket,
      Key: key,
      ResponseContentType: contentTypeOf(key),
    });
    const sign = () => getSignedUrl(this.client, command, { expiresIn: linkLifetimeSeconds });
    return (await this.attempt("sign", sign)) ?? "";
  }

  close(): void {
    this.client.destroy();
  }

  private within<Input extends object>(trace: Trace | undefined, input: Input): Input {
    if (trace !== undefined) this.traces.set(input, trace);
    return input;
  }

  private async attempt<T>(operation: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw new StoreUnavailable(operation, { cause });
    }
  }
}
