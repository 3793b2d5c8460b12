import { randomUUID } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { openS3Client } from "../storage/s3-client";

/** Prefix of the objects. infra/ gives access to it, and a lifecycle rule deletes what was not sent within one to two days. */
const prefix = "spans/";

/** Spans in the photos' bucket: a request of OTLP in JSON, as it is sent. */
export interface KeptSpans {
  readonly key: string;
  readonly modified: Date;
}

/**
 * Spans of a process that does not reach the receiver, in the photos' bucket, until a process that does sends them. The calls are not
 * traced themselves.
 */
export class SpanStore {
  private readonly client;

  /** @param endpoint another S3-compatible server */
  constructor(
    private readonly bucket: string,
    endpoint?: string,
  ) {
    this.client = openS3Client(endpoint);
  }

  /** Keeps spans of a trace. */
  async keep(traceId: string, request: Uint8Array): Promise<void> {
    await this.client.send(
      new PutObjectCommand({
        Bucket: this.bucket,
        Key: `${prefix}${traceId}/${randomUUID()}.json`,
        Body: request,
        ContentType: "application/json",
      }),
    );
  }

  /** Lists what is kept of a trace, or of all traces. */
  async *list(traceId?: string): AsyncIterable<KeptSpans> {
    const Prefix = traceId === undefined ? prefix : `${prefix}${traceId}/`;
    for await (const page of paginateListObjectsV2(
      { client: this.client },
      { Bucket: this.bucket, Prefix },
    )) {
      for (const { Key: key, LastModified: modified } of page.Contents ?? []) {
        if (key !== undefined && modified !== undefined) yield { key, modified };
      }
    }
  }

  /** Reads the request. Undefined: another process has sent it meanwhile. */
  async read(key: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return Body === undefined ? undefined : new Uint8Array(await Body.transformToByteArray());
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  /** Succeeds if there is no such object. */
  async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  close(): void {
    this.client.destroy();
  }
}
