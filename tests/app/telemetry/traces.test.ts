import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { runMigrations, startGallery } from "../../../app/local/gallery";
import { eventually, json } from "../client";
import { hasMoto } from "../moto";
import { jpeg } from "../pictures";
import type { ReceivedSpan } from "./otlp-receiver";
import { logLines } from "./records";
import { TracedGallery } from "./traced-gallery";

const present = hasMoto();
if (!present)
  process.stdout.write("    traces are not tested here: `pip install 'moto[server]'` brings S3\n");

test("traces are tested wherever CI=true", () => {
  expect(present || process.env.CI !== "true").toBe(true);
});

/** A client that takes part in the trace and does not sample it. */
const newTrace = () => {
  const traceId = randomBytes(16).toString("hex");
  return { traceId, headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-00` } };
};

const named = (spans: ReceivedSpan[], name: string, service?: string): ReceivedSpan => {
  const found = spans.find((span) => span.name === name && (service ?? span.service) === span.service);
  if (found === undefined) throw new Error(`no ${name} in ${spans.map((span) => span.name).join(", ")}`);
  return found;
};

(present ? describe : describe.skip)("the gallery with traces", () => {
  let traced: TracedGallery;
  beforeAll(async () => {
    traced = await TracedGallery.open({ VERSION: "1.2.3", COMMIT: "abc123" });
  }, 90_000);
  afterAll(() => traced?.close(), 30_000);

  test("an upload is one trace through the API, PostgreSQL, the object store and the thumbnailer, and so are its log lines", async () => {
    const { traceId, headers } = newTrace();
    const response = await traced.client.upload("Lighthouse", await jpeg(1, 800, 600), headers);
    expect(response.status).toBe(201);
    const { id } = await json<{ id: string }>(response);
    const key = await traced.keyOf(id);
    const output = await traced.invokeThumbnailer(key);
    await traced.traceWith(traceId, "thumbnail");
    const spans = await traced.traceWith(traceId, "POST /api/photos");

    const upload = named(spans, "POST /api/photos");
    expect(upload).toMatchObject({ parentSpanId: "00f067aa0ba902b7", service: "gallery-all", failed: false });
    expect(upload.attributes).toMatchObject({
      "http.route": "/api/photos",
      "http.response.status_code": 201,
    });
    for (const name of ["receive photo", "clean photo", "photo-insert", "position"])
      expect(named(spans, name).parentSpanId).toBe(upload.spanId);
    expect(named(spans, "encode photo").parentSpanId).toBe(named(spans, "clean photo").spanId);
    expect(named(spans, "photo-insert").attributes).toMatchObject({
      "db.system.name": "postgresql",
      "gallery.database.node": "primary",
    });
    const put = named(spans, "object-store put", "gallery-all");
    expect(put).toMatchObject({ parentSpanId: upload.spanId, attributes: { "aws.s3.key": key } });

    const thumbnail = named(spans, "thumbnail");
    expect(thumbnail).toMatchObject({ parentSpanId: put.spanId, service: "thumbnailer" });
    expect(thumbnail.attributes["gallery.thumbnail.result"]).toBe("made");
    for (const name of ["object-store read", "make thumbnail", "object-store put"])
      expect(named(spans, name, "thumbnailer").parentSpanId).toBe(thumbnail.spanId);

    const lines = logLines(`${traced.gallery.output()}\n${output}`).filter(
      (line) => line.traceId === traceId,
    );
    expect(lines).toEqual([
      expect.objectContaining({
        msg: "request",
        service: "gallery-all",
        version: "1.2.3",
        pod: expect.stringMatching(/./),
        spanId: upload.spanId,
      }),
      expect.objectContaining({ msg: "thumbnail", service: "thumbnailer", spanId: thumbnail.spanId }),
    ]);
  }, 120_000);

  test("a read has the node that answered, and a session its request", async () => {
    const { traceId, headers } = newTrace();
    const response = await traced.client.send("/api/photos", { headers });
    const spans = await traced.traceWith(traceId, "GET /api/photos");
    const node = named(spans, "photos-newest").attributes["gallery.database.node"];
    expect(node).toBe(response.headers.get("gallery-node"));
    expect(node).toMatch(/^replica-1$|^primary$/);
    const signIn = newTrace();
    await traced.client.send("/api/session", {
      method: "POST",
      headers: { "content-type": "application/json", ...signIn.headers },
      body: JSON.stringify({ token: "wrong" }),
    });
    const rejected = named(await traced.traceWith(signIn.traceId, "POST /api/session"), "POST /api/session");
    expect(rejected.failed).toBe(false);
    expect(rejected.attributes).toMatchObject({ "http.response.status_code": 401, "error.type": "401" });
  });

  test("a replica that does not answer is the longest span below a read, and the read continues on the primary", async () => {
    const [replica] = traced.stage.postgres.replicas;
    const { traceId, headers } = newTrace();
    const node = async () => (await traced.client.send("/api/photos")).headers.get("gallery-node");
    await eventually(10, async () => (await node()) === "replica-1");
    replica?.freeze();
    try {
      expect((await traced.client.send("/api/photos", { headers })).status).toBe(200);
    } finally {
      replica?.thaw();
    }
    const spans = await traced.traceWith(traceId, "GET /api/photos");
    const [longest, ...others] = spans
      .filter(({ name }) => name !== "GET /api/photos")
      .sort((one, other) => other.milliseconds - one.milliseconds);
    expect(longest).toMatchObject({ failed: true, attributes: { "gallery.database.node": "replica-1" } });
    expect(
      others.map(({ name, failed, attributes }) => [name, failed, attributes["gallery.database.node"]]),
    ).toEqual([["photos-newest", false, "primary"]]);
    expect(named(spans, "GET /api/photos").failed).toBe(false);
    await eventually(10, async () => (await traced.client.send("/readyz")).status === 200);
  }, 60_000);

  test("a request whose body arrives late still has its queries below it", async () => {
    const { traceId, headers } = newTrace();
    const photo = await traced.client.add("To be deleted");
    const authorization = `Bearer ${traced.gallery.token}`;
    // The server does not need this body, and waits for it before the handler runs.
    const sending = request(`${traced.gallery.url}/api/photos/${photo.id}`, {
      method: "DELETE",
      headers: {
        ...headers,
        authorization,
        "content-type": "application/json",
        "transfer-encoding": "chunked",
      },
    });
    sending.write('{"a":');
    setTimeout(() => sending.end("1}"), 200);
    const [response]: IncomingMessage[] = await once(sending, "response");
    expect(response?.resume().statusCode).toBe(204);
    const spans = await traced.traceWith(traceId, "DELETE /api/photos/:id");
    expect(named(spans, "photo-delete").parentSpanId).toBe(named(spans, "DELETE /api/photos/:id").spanId);
  });

  test("health checks and probes of the databases have no spans, and the span of an unknown path does not contain it", async () => {
    const health = newTrace();
    await traced.client.send("/readyz", { headers: health.headers });
    const unknown = newTrace();
    await traced.client.send("/some/where", { headers: unknown.headers, method: "PUT" });
    const [span] = await traced.traceWith(unknown.traceId, "PUT");
    expect(span?.attributes).toMatchObject({ "http.response.status_code": 404 });
    expect(JSON.stringify(span)).not.toContain("where");
    const names = traced.receiver.spans().map(({ name, traceId }) => [name, traceId]);
    expect(
      names.filter(([name, traceId]) => traceId === health.traceId || /probe|readyz/.test(String(name))),
    ).toEqual([]);
  });

  test("the page and the migration have spans as well", async () => {
    await runMigrations({ ...traced.stage.postgres.environment, ...traced.environment });
    const web = await startGallery(traced.environment, "web");
    try {
      const { traceId, headers } = newTrace();
      expect((await fetch(web.url, { headers })).status).toBe(200);
      const page = named(await traced.traceWith(traceId, "GET /*"), "GET /*");
      expect(page).toMatchObject({ service: "gallery-web", parentSpanId: "00f067aa0ba902b7" });
    } finally {
      await web.stop();
    }
    expect(named(traced.receiver.spans(), "migrate")).toMatchObject({
      service: "gallery-migrate",
      failed: false,
    });
  }, 60_000);

  test("while the receiver is down, requests succeed, spans are counted as failed, and the process stops in time", async () => {
    const { receiver } = traced;
    const grace = { SHUTDOWN_GRACE_SECONDS: "8" };
    const other = await traced.stage.gallery({ ...traced.s3.environment, ...traced.environment, ...grace });
    receiver.answerWith(400);
    try {
      for (let each = 0; each < 20; each++) expect((await other.client.send("/api/photos")).status).toBe(200);
      await eventually(
        20,
        async () => Number(await other.client.metric("gallery_spans_exported_total", 'result="failed"')) > 0,
      );
      expect(other.output()).toContain("spans cannot be exported");
      // It ends with another status after its grace period.
      expect(await other.stop()).toBe(0);
    } finally {
      receiver.answerWith(200);
    }
  }, 60_000);

  test("while the object store is down, the span of its call is an error, and so is the request", async () => {
    await traced.s3.stop();
    const { traceId, headers } = newTrace();
    try {
      expect((await traced.client.upload("Nowhere to go", undefined, headers)).status).toBe(503);
    } finally {
      await traced.s3.start();
    }
    const spans = await traced.traceWith(traceId, "POST /api/photos");
    expect(named(spans, "object-store put")).toMatchObject({ failed: true });
    expect(named(spans, "POST /api/photos")).toMatchObject({ failed: true });
    const [failure] = logLines(traced.gallery.output()).filter(
      (line) => line.traceId === traceId && line.err,
    );
    expect(failure).toMatchObject({ level: 50, err: { type: "StoreUnavailable" } });
  }, 60_000);
});
