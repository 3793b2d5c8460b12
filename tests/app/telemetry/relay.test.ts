/** Spans of the thumbnailer on their way: kept in the bucket, and sent by the API. On the S3 that moto has. */
import { setTimeout as sleep } from "node:timers/promises";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace";
import type { StoredObject } from "../../../app/src/storage/store";
import type { Telemetry } from "../../../app/src/telemetry/origin";
import { record } from "../../../app/src/telemetry/record";
import { SpanRelay } from "../../../app/src/telemetry/relay";
import { inFirstSpan, traceOf } from "../../../app/src/telemetry/span";
import { SpanStore } from "../../../app/src/telemetry/span-store";
import { openStoreExporter } from "../../../app/src/telemetry/store-exporter";
import { eventually } from "../client";
import { hasMoto, openS3, type S3Server } from "../moto";
import { type OtlpReceiver, startReceiver } from "./otlp-receiver";

const origin = { service: "thumbnailer", version: "1.2.3", commit: "abc" };
const silent = { info() {}, warn() {} };
const options = { origin, delayMilliseconds: 60_000, queueSize: 512, log: silent };
/** Soon, and then never again. */
const soon = { looksAfter: [0.1, 0.3, 0.6], searchSeconds: 3600, leftSeconds: 3600 };

(hasMoto() ? describe : describe.skip)("spans in the bucket", () => {
  let s3: S3Server;
  let receiver: OtlpReceiver;
  let store: SpanStore;
  let telemetry: Telemetry | undefined;
  const relays: SpanRelay[] = [];
  const lines: string[] = [];

  beforeAll(async () => {
    [s3, receiver] = await Promise.all([openS3(), startReceiver()]);
    await s3.start();
    Object.assign(process.env, s3.environment);
    store = new SpanStore(s3.bucket, s3.environment.AWS_ENDPOINT_URL);
  }, 120_000);
  afterEach(async () => {
    for (const relay of relays.splice(0)) relay.stop();
    await telemetry?.stop(1);
    receiver.answerWith(200);
    lines.length = 0;
    for await (const { key } of store.list()) await store.remove(key);
  });
  afterAll(() => Promise.all([s3?.stop(), receiver?.stop()]), 30_000);

  const log = {
    info: (...words: unknown[]) => lines.push(JSON.stringify(words)),
    warn: (...words: unknown[]) => lines.push(JSON.stringify(words)),
  };
  function relayed(times: Partial<typeof soon> = {}): SpanRelay {
    const own = new SpanStore(s3.bucket, s3.environment.AWS_ENDPOINT_URL);
    const relay = new SpanRelay(own, `${receiver.url}/v1/traces`, log, { ...soon, ...times });
    relays.push(relay);
    return relay;
  }

  /** Keeps a span, as the thumbnailer does at the end of an invocation. @returns its trace */
  async function keep(name: string, work = async () => {}): Promise<string> {
    const exporter = await openStoreExporter(new SpanStore(s3.bucket, s3.environment.AWS_ENDPOINT_URL));
    const thumbnailer = await record(exporter, options);
    let traceId = "";
    await inFirstSpan(name, {}, undefined, async (span) => {
      traceId = traceOf(span)?.traceId ?? "";
      await work();
    }).catch(() => {});
    await thumbnailer.stop(5);
    return traceId;
  }

  /** Runs the work as a request of this trace. */
  async function inRequest(traceId: string, work: () => void): Promise<void> {
    telemetry = await record(new InMemorySpanExporter(), options);
    const caller = { traceId, spanId: "00f067aa0ba902b7", flags: "01", state: undefined };
    await inFirstSpan("POST /api/photos", {}, caller, async () => work());
  }

  const names = () => receiver.spans().map(({ name }) => name);
  async function kept(): Promise<number> {
    let count = 0;
    for await (const _ of store.list()) count += 1;
    return count;
  }

  test("they arrive after the upload, once, and are then removed", async () => {
    const traceId = await keep("once");
    const relay = relayed();
    await inRequest(traceId, () => {
      relay.expect();
      relay.expect();
    });
    await eventually(10, async () => (await kept()) === 0);
    await sleep(1_000);
    expect(receiver.spans().filter(({ name }) => name === "once")).toMatchObject([
      { traceId, service: "thumbnailer", failed: false },
    ]);
    expect(lines).toEqual([]);
  }, 30_000);

  test("a span that failed is an error, and has the kind of the failure, and never its text", async () => {
    const traceId = await keep("failing", async () => {
      throw Object.assign(new Error("a secret"), { code: "ECONNREFUSED" });
    });
    const relay = relayed();
    await inRequest(traceId, () => relay.expect());
    await eventually(10, async () => names().includes("failing"));
    expect(receiver.spans().find(({ name }) => name === "failing")).toMatchObject({
      failed: true,
      attributes: { "error.type": "ECONNREFUSED" },
    });
    expect(receiver.bodies()).not.toContain("a secret");
  }, 30_000);

  test("spans of other traces stay for those who wait for them", async () => {
    await keep("of another");
    const relay = relayed();
    await inRequest(await keep("of this one"), () => relay.expect());
    await eventually(10, async () => names().includes("of this one"));
    await sleep(1_000);
    expect(await kept()).toBe(1);
    expect(names()).not.toContain("of another");
  }, 30_000);

  test("while the receiver does not take them, they stay in the bucket, which is logged once; another process sends them later", async () => {
    receiver.answerWith(503);
    const traceId = await keep("patient");
    const relay = relayed();
    relayed({ searchSeconds: 0.2, leftSeconds: 0 });
    await inRequest(traceId, () => relay.expect());
    await eventually(10, async () => lines.length === 2);
    // An upload whose thumbnail has no spans yet does not show that the receiver takes them again.
    await inRequest("5bf92f3577b34da6a3ce929d0e0e4736", () => relay.expect());
    await sleep(1_000);
    expect(lines).toEqual([expect.stringContaining("503"), expect.stringContaining("503")]);
    expect(await kept()).toBe(1);
    receiver.answerWith(200);
    await eventually(10, async () => (await kept()) === 0);
    expect(names()).toContain("patient");
    await eventually(5, async () => lines.length > 2);
    expect(lines.slice(2)).toEqual([expect.stringContaining("are sent again")]);
  }, 30_000);

  test("spans that were left are found, but not those that a process may still wait for", async () => {
    await keep("left");
    relayed({ searchSeconds: 0.2 });
    relayed({ searchSeconds: 0.2, leftSeconds: 10 });
    await sleep(1_000);
    expect(await kept()).toBe(1);
    await eventually(20, async () => (await kept()) === 0);
    expect(names()).toContain("left");
  }, 30_000);

  test("what the receiver refuses for good is dropped, and logged", async () => {
    receiver.answerWith(400);
    const traceId = await keep("refused");
    const relay = relayed();
    await inRequest(traceId, () => relay.expect());
    await eventually(10, async () => (await kept()) === 0);
    expect(lines).toEqual([expect.stringMatching(/"status":400.*they are dropped/)]);
  }, 30_000);

  test("without S3, a search that fails is logged once", async () => {
    const traceId = await keep("unreachable");
    await s3.stop();
    try {
      const relay = relayed({ searchSeconds: 0.1, leftSeconds: 0 });
      await inRequest(traceId, () => relay.expect());
      await eventually(20, async () => lines.length > 0);
      await sleep(1_000);
      expect(lines).toEqual([expect.stringMatching(/ECONNREFUSED.*stay in the bucket/)]);
      relay.stop();
    } finally {
      await s3.start();
    }
  }, 60_000);

  test("without the bucket, spans of a thumbnail are dropped, and nothing else fails", async () => {
    const warnings: unknown[] = [];
    const exporter = await openStoreExporter(
      new SpanStore("no-such-bucket", s3.environment.AWS_ENDPOINT_URL),
    );
    const warn = { info() {}, warn: (...words: unknown[]) => warnings.push(words) };
    const thumbnailer = await record(exporter, { ...options, log: warn });
    await expect(inFirstSpan("thumbnail", {}, undefined, async () => "made")).resolves.toBe("made");
    await thumbnailer.stop(5);
    expect(JSON.stringify(warnings)).toContain("spans cannot be exported");
  }, 30_000);
});

test("an object that cannot be read does not prevent others from being sent", async () => {
  const receiver = await startReceiver();
  const left = ["spans/1/a.json", "spans/2/b.json"];
  const store = {
    async *list() {
      for (const key of [...left]) yield { key, size: 2, modified: new Date(0) };
    },
    async read(key: string) {
      if (key === "spans/1/a.json") throw Object.assign(new Error("denied"), { code: "AccessDenied" });
      return new TextEncoder().encode("{}");
    },
    async remove(key: string) {
      left.splice(left.indexOf(key), 1);
    },
    close() {},
  };
  const lines: unknown[] = [];
  const log = { info() {}, warn: (...words: unknown[]) => lines.push(words) };
  const times = { looksAfter: [], searchSeconds: 0.2, leftSeconds: 0 };
  const relay = new SpanRelay(store, `${receiver.url}/v1/traces`, log, times);
  await eventually(10, async () => left.length === 1);
  await sleep(1_000);
  expect(left).toEqual(["spans/1/a.json"]);
  expect(JSON.stringify(lines)).toBe(
    JSON.stringify([
      [
        { reason: "denied" },
        "spans of the thumbnailer cannot be sent; they stay in the bucket for one to two days",
      ],
    ]),
  );
  relay.stop();
  await receiver.stop();
});

test("spans of at most 100 uploads are looked for at a time, and without a request none is", async () => {
  let looks = 0;
  const nothing = (async function* (): AsyncGenerator<StoredObject> {
    yield* [];
  })();
  const store = {
    list() {
      looks += 1;
      return nothing;
    },
    read: async () => undefined,
    remove: async () => {},
    close() {},
  };
  const relay = new SpanRelay(store, "http://127.0.0.1:9/v1/traces", silent, { ...soon, looksAfter: [2] });
  relay.expect();
  const telemetry = await record(new InMemorySpanExporter(), options);
  for (let count = 0; count < 150; count++)
    await inFirstSpan("POST /api/photos", {}, undefined, async () => relay.expect());
  await sleep(3_500);
  expect(looks).toBe(100);
  relay.stop();
  await telemetry.stop(1);
});
