/** Jaeger and OpenSearch behind the gateway. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { allIndices } from "../../k8s/telemetry/setup-script";
import { watchGateway } from "./alerts";
import { exemplars } from "./exemplars";
import { hostileLines, linesOf, secretsOf } from "./lines";
import { refused } from "./refused";
import { expectThat, newTrace, type Scenario, sendRecord, sendSpan, tracesIn } from "./scenario";
import { eventually, type Search } from "./search";
import { searches } from "./searches";
import { everything } from "./stage";
import { expectedSpans, uploadTraced } from "./upload";

const found: Scenario = {
  name: "OpenSearch: an upload is one trace in Jaeger, and its log lines are found by the trace's id",
  inSample: false,
  async run({ gallery, container, useOpenSearch }) {
    const search = await useOpenSearch();
    const { traceId, headers } = newTrace();
    const lines = await uploadTraced({ gallery, container }, traceId, headers);
    const trace = await eventually(
      tracesIn,
      `Jaeger has no trace with ${expectedSpans.join(", ")}`,
      () => search.traceOf(traceId),
      ({ spans }) => expectedSpans.every((name) => spans.includes(name)),
    );
    expectThat(trace.services.length === 2, `spans are of ${trace.services.join(", ")}`);
    const logs = await eventually(
      30,
      `the ${lines.length} lines of the upload are not in OpenSearch`,
      () => search.logs({ term: { traceId } }),
      (all) => all.length === lines.length,
    );
    expectThat(new Set(lines).size === logs.length, "a line is stored twice");
    for (const { body, resource, spanId = "", severityText } of logs) {
      expectThat(lines.includes(body), `a line is stored in another form: ${body.slice(0, 80)}`);
      expectThat(resource["k8s.pod.name"] === "api-1", JSON.stringify(resource));
      expectThat(spanId.length === 16 && severityText === "INFO", body.slice(0, 80));
    }
    const ofPod = await search.logs({ term: { "resource.k8s.pod.name": "api-1" } });
    expectThat(ofPod.length >= logs.length, "the lines are not found by the name of the pod");
    const byWord = await search.logs({
      bool: { filter: [{ term: { traceId } }, { match: { body: "request" } }] },
    });
    expectThat(byWord.length > 0, "the lines are not found by a word of their text");
    // The setup gives each of these a new lifecycle.
    const indices = await (await fetch(`${search.openSearch.url}${allIndices}`)).text();
    expectThat(
      [".ds-logs-containers-", "jaeger-span-"].every((name) =>
        indices.split("\n").some((each) => each.startsWith(name)),
      ),
      `${allIndices} lists ${indices}`,
    );
    return `${trace.spans.length} spans of ${trace.services.join(", ")}, ${logs.length} lines`;
  },
};

const hostile: Scenario = {
  name: "OpenSearch: a hostile log line stays one document, and takes no other name",
  inSample: false,
  async run({ container, useOpenSearch }) {
    const search = await useOpenSearch();
    const mark = randomBytes(8).toString("hex");
    const lines = hostileLines(mark);
    container("hostile", "marked").write(lines);
    const query = { term: { "resource.k8s.namespace.name": "marked" } };
    const holds = (all: readonly unknown[]) => all.length >= lines.length;
    await eventually(60, "a hostile line is missing", () => search.logs(query), holds);
    await sleep(3_000);
    const documents = await search.logs(query);
    expectThat(documents.length === lines.length, `${lines.length} lines are ${documents.length} documents`);
    for (const { resource, traceId = "", body } of documents) {
      expectThat(body.includes(mark), `a line without its mark: ${body.slice(0, 60)}`);
      expectThat(resource["k8s.pod.name"] === "hostile", `${body.slice(0, 60)} is of another pod`);
      expectThat(traceId === "", `${body.slice(0, 60)} has the trace ${traceId}`);
    }
    for (const line of lines)
      if (typeof line === "string" && line.length < 128 * 1024)
        expectThat(
          documents.some(({ body }) => body === line),
          `a line is stored in another form: ${JSON.stringify(line.slice(0, 60))}`,
        );
    return `${lines.length} lines, ${documents.length} documents`;
  },
};

const many: Scenario = {
  name: "OpenSearch: each of 5,000 lines is stored once, although each is a request",
  inSample: false,
  async run({ container, useOpenSearch }) {
    const search = await useOpenSearch();
    const count = 5_000;
    const log = container("many", "counted");
    const began = Date.now();
    for (let first = 0; first < count; first += 500)
      log.write(Array.from({ length: 500 }, (_, at) => `line ${first + at} `.padEnd(200, "x")));
    const query = { term: { "resource.k8s.namespace.name": "counted" } };
    await eventually(
      180,
      `${count} lines were written`,
      () => search.count(query),
      (found) => found >= count,
    );
    const seconds = (Date.now() - began) / 1000;
    await sleep(3_000);
    const stored = await search.count(query);
    expectThat(stored === count, `${count} lines are ${stored} documents`);
    return `${stored} documents in ${seconds.toFixed(0)} s, ${(count / seconds).toFixed(0)} a second`;
  },
};

const stopped: Scenario = {
  name: "OpenSearch is lost: the queues fill, drops are counted, TelemetryDropped fires, and what was queued arrives",
  inSample: false,
  async run({ gateway, sample, urls, useOpenSearch }) {
    // The deployed queues have 512 MiB each. Everything else is as deployed.
    const search = await useOpenSearch(4);
    const alerts = await watchGateway(gateway);
    try {
      const mark = randomBytes(8).toString("hex");
      await search.openSearch.stop();
      const count = 600;
      const text = "x".repeat(20_000);
      for (let at = 0; at < count; at += 1) {
        await sendSpan(urls.otlp, mark, text);
        // A full queue refuses records, which agents repeat.
        await sendRecord(urls.otlp, `${mark} ${at} ${text}`, Date.now()).catch(() => undefined);
      }
      const read = (name: string) => gateway.metric(`otelcol_exporter_enqueue_failed_${name}_total`);
      await eventually(
        tracesIn + 60,
        "no span or no record was counted as dropped",
        async () => [await read("spans"), await read("log_records")],
        (dropped) => dropped.every((each) => each > 0),
      );
      await alerts.untilFiring("TelemetryDropped");
      await alerts.expectFullQueues();
      const dropped = { spans: await read("spans"), records: await read("log_records") };
      await search.openSearch.start();
      const expected = { spans: count - dropped.spans, records: count - dropped.records };
      const arrived = await eventually(
        180,
        `${expected.spans} spans and ${expected.records} records were queued`,
        async () => ({
          ...(await countDifferent(search, mark)),
          refused: await gateway.metric("otelcol_exporter_send_failed_log_records_total"),
        }),
        ({ spans, records, refused }) => spans >= expected.spans && records + refused >= expected.records,
      );
      // The only node does not know the pipeline yet when it answers its first requests, at most one of each connection.
      expectThat(arrived.refused <= 10, `OpenSearch refused ${arrived.refused} records`);
      return `${count} of each: ${JSON.stringify(dropped)} dropped, ${JSON.stringify(arrived)} arrived or refused`;
    } finally {
      await alerts.stop();
      await search.openSearch.start();
      await sample(everything);
    }
  },
};

/** Spans of a name and records that begin with it, each once. */
async function countDifferent(
  { openSearch }: Search,
  mark: string,
): Promise<{ spans: number; records: number }> {
  await openSearch.call("POST", "/_refresh");
  const count = async (index: string, query: object, field: string) => {
    const aggs = { different: { cardinality: { field, precision_threshold: 10_000 } } };
    const body = { size: 0, query, aggs };
    const { aggregations } = await openSearch.call<{ aggregations?: { different: { value: number } } }>(
      "POST",
      `/${index}/_search?ignore_unavailable=true`,
      body,
    );
    return aggregations?.different.value ?? 0;
  };
  return {
    spans: await count("jaeger-span-*", { term: { operationName: mark } }, "traceID"),
    records: await count("logs-containers", { match_phrase: { body: mark } }, "@timestamp"),
  };
}

const secrets: Scenario = {
  name: "OpenSearch: nothing secret is in any index",
  inSample: false,
  async run({ gallery, container, useOpenSearch, sample }) {
    const search = await useOpenSearch();
    container("api-1").write(linesOf(gallery));
    await sleep(10_000);
    const { documents, containing } = await search.searchAll(secretsOf(gallery));
    expectThat(
      containing.length === 0,
      `stored: ${containing.map((each) => `${each.slice(0, 3)}…`).join(", ")}`,
    );
    expectThat(documents > 10, "too little was stored to search");
    await sample(everything);
    return `${documents} documents searched`;
  },
};

/** In this order: the last one searches what the others left. */
export const openSearch: readonly Scenario[] = [
  ...[found, exemplars, searches, hostile, many],
  ...[stopped, refused, secrets],
];
