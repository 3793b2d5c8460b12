import { createRequire } from "node:module";
import { join } from "node:path";
import { supervise } from "@groundwork/testbed/processes/supervised";
import { eventually, type GalleryClient } from "../client";
import { Stage } from "../galleries";
import { openS3, type S3Server } from "../moto";
import { type OtlpReceiver, type ReceivedSpan, startReceiver } from "./otlp-receiver";

const tsx = createRequire(__filename).resolve("tsx/cjs");

/** The gallery with PostgreSQL, S3 and the thumbnailer, whose spans go to a receiver. */
export class TracedGallery {
  private constructor(
    readonly stage: Stage,
    readonly s3: S3Server,
    readonly receiver: OtlpReceiver,
    readonly gallery: Awaited<ReturnType<Stage["gallery"]>>,
    /** Variables of traces, and the further ones, for other processes. */
    readonly environment: Record<string, string>,
    readonly close: () => Promise<unknown>,
  ) {}

  static async open(more: Record<string, string> = {}): Promise<TracedGallery> {
    const [s3, receiver] = await Promise.all([openS3(), startReceiver()]);
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: "100",
      ...more,
    };
    const [stage] = await Promise.all([Stage.open(1), s3.start()]);
    const close = () => Promise.all([stage.close(), s3.stop(), receiver.stop()]);
    try {
      const gallery = await stage.gallery({ ...s3.environment, ...environment });
      return new TracedGallery(stage, s3, receiver, gallery, environment, close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  get client(): GalleryClient {
    return this.gallery.client;
  }

  /**
   * Invokes the thumbnailer with the event of a new photo, as Lambda does, and returns its output. It does not know the receiver.
   *
   * @param bucket the bucket of the event
   */
  async invokeThumbnailer(key: string, bucket = this.s3.bucket): Promise<string> {
    const part = { bucket: { name: bucket }, object: { key: encodeURIComponent(key) } };
    const event = JSON.stringify({ Records: [{ eventName: "ObjectCreated:Put", s3: part }] });
    const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...environment } = this.environment;
    const { bucket: SPANS_BUCKET } = this.s3;
    const env = { ...this.s3.environment, ...environment, SPANS_BUCKET, PATH: process.env.PATH };
    const args = ["--require", tsx, join(__dirname, "invoke-thumbnailer.ts"), event];
    const invoked = await supervise(process.execPath, args, { env, stopSignal: "TERM" });
    await invoked.ended;
    return invoked.output();
  }

  /** The object key of a photo. */
  async keyOf(id: string): Promise<string> {
    const text = "SELECT object_key FROM photos WHERE id = $1";
    const [row] = await this.stage.postgres.primary.query<{ object_key: string }>(text, [id], "gallery");
    return row?.object_key ?? "";
  }

  /** The spans of a trace, once it has a span with this name. Those of the thumbnailer take up to a minute. */
  async traceWith(traceId: string, name: string): Promise<ReceivedSpan[]> {
    const ofTrace = () => this.receiver.spans().filter((span) => span.traceId === traceId);
    await eventually(70, async () => ofTrace().some((span) => span.name === name));
    return ofTrace();
  }
}
