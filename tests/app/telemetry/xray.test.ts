/** Spans that the thumbnailer sends to X-Ray itself, on the API that moto has of it. */
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace";
import { record } from "../../../app/src/telemetry/record";
import { describeSegment } from "../../../app/src/telemetry/segments";
import { inFirstSpan } from "../../../app/src/telemetry/span";
import { json } from "../client";
import { hasMoto } from "../moto";
import { jpeg } from "../pictures";
import { readSegments } from "./moto-telemetry";
import { TracedGallery } from "./traced-gallery";

const xray = { OTEL_TRACES_EXPORTER: "xray" };
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-00` };

(hasMoto() ? describe : describe.skip)("the thumbnailer, with X-Ray", () => {
  let traced: TracedGallery;
  beforeAll(async () => {
    traced = await TracedGallery.open({ VERSION: "1.2.3" });
  }, 90_000);
  afterAll(() => traced?.close(), 30_000);

  test("the trace of an upload continues there, below the call that stored the photo", async () => {
    const response = await traced.client.upload("Lighthouse", await jpeg(1, 800, 600), headers);
    const { id } = await json<{ id: string }>(response);
    const began = Date.now() / 1000;
    const output = await traced.invokeThumbnailer(await traced.keyOf(id), xray);
    expect(output).toContain('"tracesTo":"xray"');
    const [put] = (await traced.traceWith(traceId, "object-store put")).filter(
      ({ name }) => name === "object-store put",
    );
    const all = await readSegments(traced.s3.environment, traceId);
    const [segment] = all.filter(({ type }) => type === undefined);
    expect(segment).toMatchObject({
      name: "thumbnailer",
      parent_id: put?.spanId,
      service: { version: "1.2.3" },
      metadata: { default: { "otel.span.name": "thumbnail", "gallery.thumbnail.result": "made" } },
    });
    expect(segment).not.toHaveProperty("fault");
    expect(segment?.start_time).toBeGreaterThan(began);
    expect(segment?.end_time).toBeGreaterThan(segment?.start_time ?? 0);
    const parts = all.filter(({ type }) => type === "subsegment");
    expect(parts.map(({ parent_id }) => parent_id)).toEqual(parts.map(() => segment?.id));
    const names = parts.map(({ name, metadata }) => [name, metadata?.default["otel.span.name"]]);
    expect(names).toEqual(
      expect.arrayContaining([
        ["S3", "object-store read"],
        ["make thumbnail", "make thumbnail"],
        ["S3", "object-store put"],
      ]),
    );
  }, 60_000);
});

test("a segment is a fault if its span is an error, and has its kind, and never the error's text", async () => {
  const exporter = new InMemorySpanExporter();
  const origin = { service: "thumbnailer", version: "1.2.3", commit: "abc" };
  const log = { info() {}, warn() {} };
  const telemetry = await record(exporter, { origin, delayMilliseconds: 60_000, queueSize: 512, log });
  const failing = async () => {
    throw Object.assign(new Error("a secret"), { code: "ECONNREFUSED" });
  };
  await expect(inFirstSpan("thumbnail", {}, undefined, failing)).rejects.toThrow();
  await telemetry.flush(1);
  const segments = exporter.getFinishedSpans().map(describeSegment);
  await telemetry.stop(1);
  expect(segments).toEqual([
    expect.objectContaining({ fault: true, annotations: { "error.type": "ECONNREFUSED" } }),
  ]);
  expect(segments[0]).not.toHaveProperty("parent_id");
  expect(JSON.stringify(segments)).not.toContain("secret");
});
