/** What must hold of logs and traces. Each scenario returns what it saw, or throws. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { agentMemoryMiB } from "../../k8s/telemetry/agent-config";
import { decisionSeconds, gatewayMemoryMiB } from "../../k8s/telemetry/gateway-config";
import { json } from "../app/client";
import { jpeg } from "../app/pictures";
import { residentMiB } from "./collector";
import { everything, type Stage } from "./stage";
import { digest, type StoredRecord } from "./stored";

/** A scenario, and how much of it a sample runs. */
export interface Scenario {
  readonly name: string;
  readonly inSample: boolean;
  run(stage: Stage, sample: boolean): Promise<string>;
}

/** A decision, the batches of the gallery and of the gateway, and a busy machine. */
const tracesIn = decisionSeconds + 60;

const newTrace = () => {
  const traceId = randomBytes(16).toString("hex");
  return { traceId, headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-00` } };
};

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const upload: Scenario = {
  name: "an upload is one trace, and its log lines are found by the trace's id; a Zipkin client's span joins it",
  inSample: true,
  async run({ gallery, stored, container, urls }) {
    const { traceId, headers } = newTrace();
    const id = "00f067aa0ba902b7";
    const now = Date.now() * 1000;
    const span = {
      traceId,
      id,
      name: "save",
      timestamp: now,
      duration: 5_000,
      localEndpoint: { serviceName: "client" },
    };
    const sent = await fetch(`${urls.zipkin}/api/v2/spans`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([span]),
    });
    expectThat(sent.ok, `the Zipkin receiver answered ${sent.status}`);
    const response = await gallery.client.upload("Lighthouse", await jpeg(1, 800, 600), headers);
    expectThat(response.status === 201, `the upload was answered with ${response.status}`);
    const { id: photo } = await json<{ id: string }>(response);
    const output = await gallery.invokeThumbnailer(await gallery.keyOf(photo));
    const lines = `${gallery.gallery.output()}\n${output}`
      .split("\n")
      .filter((line) => line.startsWith("{") && line.includes(traceId));
    expectThat(lines.length >= 2, `the gallery logged ${lines.length} lines about the upload`);
    container("api-1").write(lines);

    const expected = [
      "save",
      "POST /api/photos",
      "photo-insert",
      "object-store put",
      "thumbnail",
      "make thumbnail",
    ];
    const ofTrace = () => stored.spans.filter((each) => each.traceId === traceId);
    await stored.until(tracesIn, `the trace with ${expected.join(", ")}`, () =>
      expected.every((name) => ofTrace().some((each) => each.name === name)),
    );
    const services = new Set(ofTrace().map(({ service }) => service));
    expectThat(services.size === 3, `spans are of ${[...services].join(", ")}`);
    await stored.until(30, "a log line of the upload", ({ records }) =>
      records.some((record) => record.traceId === traceId && record.text.includes('"msg":"request"')),
    );
    const record = stored.records.find((each) => each.traceId === traceId);
    expectThat(record?.severity === "INFO" && record.spanId.length === 16, JSON.stringify(record));
    expectThat(record?.resource["k8s.pod.name"] === "api-1", JSON.stringify(record?.resource));
    return `${ofTrace().length} spans of ${[...services].sort().join(", ")}, and the line of its pod`;
  },
};

const hostile: Scenario = {
  name: "a hostile log line stays one record, and takes no other name",
  inSample: true,
  async run({ stored, container }) {
    const mark = randomBytes(8).toString("hex");
    const lines: (string | Buffer)[] = [
      `${mark}-control \u0000\u0001\u001b[31m\u007f\r \u2028`,
      Buffer.concat([Buffer.from(`${mark}-invalid `), Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80])]),
      `{"level":"info","msg":"${mark}-forged","k8s.pod.name":"other","resource":{"k8s.pod.name":"other"},"traceId":"${"z".repeat(32)}","attributes":{"k8s.namespace.name":"other"},"log.file.path":"/x"}`,
      `{"level":{"$ne":1},"msg":"${mark}-nested","traceId":["a"],"spanId":{}}`,
      `{"msg":"${mark}-unfinished","level":"err`,
      `2026-01-01T00:00:00.000000000Z stdout F ${mark}-inner`,
      `\${env:PATH} $${"{file:/etc/passwd}"} ${mark}-variables`,
      `${mark}-long ${"x".repeat(1024 * 1024)}`,
      // Each part of 16 KiB ends inside of a character, or with a space.
      `${mark}-characters ${"é".repeat(40_000)}`,
      `${mark}-spaces${" ".repeat(40_000)}\t `,
    ];
    container("hostile", "other-namespace").write(lines);
    const found = () => stored.records.filter(({ text }) => text.includes(mark));
    await stored.until(60, "each hostile line", () => found().length >= lines.length);
    await sleep(3_000);
    await stored.until(1, "anything", () => true);
    expectThat(found().length === lines.length, `${lines.length} lines are ${found().length} records`);
    for (const { resource, traceId, text, length } of found()) {
      expectThat(
        resource["k8s.pod.name"] === "hostile",
        `${text.slice(0, 60)} is of ${resource["k8s.pod.name"]}`,
      );
      expectThat(resource["k8s.namespace.name"] === "other-namespace", JSON.stringify(resource));
      expectThat(traceId === "", `${text.slice(0, 60)} has the trace ${traceId}`);
      expectThat(length <= 256 * 1024, `${text.slice(0, 60)} has ${length} bytes`);
    }
    expectThat(
      found().some(({ length }) => length > 250 * 1024),
      "the long line was lost",
    );
    const digests = new Set(found().map((each) => each.digest));
    for (const line of lines)
      if (typeof line === "string" && line.length < 128 * 1024)
        expectThat(
          digests.has(digest(line)),
          `a line is stored in another form: ${JSON.stringify(line.slice(0, 60))}`,
        );
    return `${lines.length} lines, ${found().length} records`;
  },
};

const manyLines: Scenario = {
  name: "10,000 lines of 16 KiB, in files that rotate, are stored once each",
  inSample: false,
  async run({ stored, container, agent, gateway }, sample) {
    const mark = randomBytes(8).toString("hex");
    const count = sample ? 500 : 10_000;
    const log = container("busy");
    let most = { agent: 0, gateway: 0 };
    for (let first = 0; first < count; first += 50) {
      log.write(Array.from({ length: 50 }, (_, at) => `${mark} ${first + at} `.padEnd(16 * 1024 + 100, "x")));
      most = {
        agent: Math.max(most.agent, agent.memoryMiB),
        gateway: Math.max(most.gateway, gateway.memoryMiB),
      };
      await sleep(20);
    }
    const numbers = new Set<string>();
    let records = 0;
    const look = (all: readonly StoredRecord[], from: number) => {
      for (const { text } of all.slice(from)) {
        if (!text.startsWith(mark)) continue;
        records += 1;
        numbers.add(text.split(" ")[1] ?? "");
      }
      return all.length;
    };
    let seen = 0;
    await stored.until(600, `each of ${count} lines`, ({ records: all }) => {
      seen = look(all, seen);
      most = {
        agent: Math.max(most.agent, agent.memoryMiB),
        gateway: Math.max(most.gateway, gateway.memoryMiB),
      };
      return numbers.size >= count;
    });
    expectThat(records === count, `${count} lines are ${records} records`);
    expectThat(most.agent < agentMemoryMiB, `the agent had ${most.agent.toFixed(0)} MiB`);
    expectThat(most.gateway < gatewayMemoryMiB, `the gateway had ${most.gateway.toFixed(0)} MiB`);
    return `${records} records; agent ${most.agent.toFixed(0)} MiB, gateway ${most.gateway.toFixed(0)} MiB`;
  },
};

const stoppedGateway: Scenario = {
  name: "the gateway is lost for a while: no request fails, memory stays flat, and what was queued arrives",
  inSample: false,
  async run({ gallery, gateway, stored, container }, sample) {
    const seconds = sample ? 15 : 60;
    const log = container("queued");
    const mark = randomBytes(8).toString("hex");
    const before = residentMiB(gallery.gallery.pid);
    await gateway.kill();
    let requests = 0;
    let failed = 0;
    let lines = 0;
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
      requests += 1;
      const response = await gallery.client.send("/api/photos").catch(() => undefined);
      if (response?.status !== 200) failed += 1;
      await response?.arrayBuffer();
      log.write([`${mark} ${lines}`]);
      lines += 1;
    }
    const grown = residentMiB(gallery.gallery.pid) - before;
    const { traceId, headers } = newTrace();
    await gallery.client.list("", headers);
    await gateway.start();
    await stored.until(tracesIn, `a span of the time without a gateway`, ({ spans }) =>
      spans.some((span) => span.traceId === traceId),
    );
    const arrived = () =>
      new Set(stored.records.filter(({ text }) => text.startsWith(mark)).map(({ text }) => text));
    await stored.until(60, `each of ${lines} lines`, () => arrived().size === lines);
    expectThat(failed === 0, `${failed} of ${requests} requests failed`);
    expectThat(grown < 64, `the gallery's memory grew by ${grown.toFixed(0)} MiB`);
    return `${seconds} s: 0 of ${requests} requests failed, ${grown.toFixed(0)} MiB more, ${lines} of ${lines} lines and the last span arrived`;
  },
};

const errors: Scenario = {
  name: "errors are always stored although 1 % of the others is",
  inSample: false,
  async run({ gallery, stored, sample }, isSample) {
    await sample({ slowMs: 60_000, percent: 1 });
    try {
      const count = isSample ? 200 : 1_000;
      const send = async (path: string) => {
        const { traceId, headers } = newTrace();
        const response = await gallery.client.send(path, { headers });
        await response.arrayBuffer();
        return { traceId, status: response.status };
      };
      const good: string[] = [];
      for (let at = 0; at < count; at += 1) good.push((await send("/api/photos")).traceId);
      const photo = await gallery.client.add("Kept");
      await gallery.s3.stop();
      const bad: string[] = [];
      for (let at = 0; at < 10; at += 1) {
        const { traceId, headers } = newTrace();
        const response = await gallery.client.upload("Lost", undefined, headers);
        expectThat(response.status >= 500, `an upload without S3 was answered with ${response.status}`);
        bad.push(traceId);
      }
      await gallery.s3.start();
      expectThat(photo.id !== "", "there is no photo");
      const has = (ids: readonly string[]) => {
        const all = new Set(stored.spans.map(({ traceId }) => traceId));
        return ids.filter((id) => all.has(id)).length;
      };
      await stored.until(
        tracesIn,
        `each of ${bad.length} traces with an error`,
        () => has(bad) === bad.length,
      );
      await sleep(5_000);
      await stored.until(1, "anything", () => true);
      const share = has(good) / count;
      expectThat(share < 0.05, `${(share * 100).toFixed(1)} % of the good traces are stored`);
      return `${bad.length} of ${bad.length} errors, ${has(good)} of ${count} others`;
    } finally {
      await sample(everything);
    }
  },
};

const stoppedReceiver: Scenario = {
  name: "the receiver is lost: the queue fills, drops are counted, and what was queued arrives",
  inSample: false,
  async run({ gateway, receiver, stored, sample, urls }) {
    // The deployed queue has 512 MiB. Everything else is as deployed.
    await sample(everything, 4);
    await receiver.stop();
    const ids: string[] = [];
    const text = "x".repeat(20_000);
    for (let at = 0; at < 600; at += 1) {
      const traceId = randomBytes(16).toString("hex");
      ids.push(traceId);
      const span = {
        ...{ traceId, spanId: randomBytes(8).toString("hex"), name: "filling", kind: 1 },
        ...{ startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now() + 1}000000` },
        attributes: [{ key: "text", value: { stringValue: text } }],
      };
      const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${urls.otlp}/v1/traces`, { method: "POST", headers, body });
      expectThat(response.ok, `the gateway answered ${response.status}`);
    }
    const deadline = Date.now() + tracesIn * 1000;
    while ((await gateway.metric("otelcol_exporter_enqueue_failed_spans_total")) === 0) {
      expectThat(Date.now() < deadline, "no span was counted as dropped");
      await sleep(1_000);
    }
    await sleep(5_000);
    const dropped = await gateway.metric("otelcol_exporter_enqueue_failed_spans_total");
    const used = await gateway.metric("otelcol_exporter_queue_size");
    const capacity = await gateway.metric("otelcol_exporter_queue_capacity");
    expectThat(used > 0 && used <= capacity, `the queue has ${used} of ${capacity} bytes`);
    await receiver.start();
    const expected = ids.length - dropped;
    const arrived = () =>
      new Set(stored.spans.filter(({ name }) => name === "filling").map(({ traceId }) => traceId));
    await stored.until(120, `each of ${expected} queued spans`, () => arrived().size >= expected);
    expectThat(
      arrived().size === expected,
      `${arrived().size} arrived, ${dropped} of ${ids.length} were counted as dropped`,
    );
    await sample(everything);
    return `${ids.length} spans, ${dropped} counted as dropped, ${arrived().size} arrived`;
  },
};

const secrets: Scenario = {
  name: "nothing secret is in what was stored",
  inSample: true,
  async run({ gallery, stored, container }) {
    container("api-1").write(
      gallery.gallery
        .output()
        .split("\n")
        .filter((line) => line.startsWith("{")),
    );
    await sleep(3_000);
    await stored.until(1, "anything", () => true);
    const text = readFileSync(stored.file, "utf8");
    const password = gallery.stage.postgres.environment.DATABASE_PASSWORD ?? "";
    const secret = [gallery.gallery.token, password, "X-Amz-Signature", "Bearer ", "set-cookie"];
    const found = secret.filter((each) => each !== "" && text.includes(each));
    expectThat(found.length === 0, `stored: ${found.map((each) => `${each.slice(0, 3)}…`).join(", ")}`);
    expectThat(stored.spans.length > 5, "too little was stored to search");
    return `${stored.spans.length} spans and ${stored.records.length} records searched`;
  },
};

/** In this order: the last one searches what the others left. */
export const scenarios: readonly Scenario[] = [
  upload,
  hostile,
  manyLines,
  stoppedGateway,
  errors,
  stoppedReceiver,
  secrets,
];
