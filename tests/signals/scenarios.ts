/** What must hold of logs and traces. */
import { aws } from "./aws";
import { cloudWatch } from "./cloudwatch";
import { hostile, manyLines, requests, secrets } from "./lines";
import { errors, stoppedGateway, stoppedReceiver } from "./losses";
import { openSearch } from "./opensearch";
import { queries } from "./queries";
import { expectThat, newTrace, type Scenario, tracesIn } from "./scenario";
import { frozenMilliseconds, readSlowly } from "./slow-read";
import { expectedSpans, uploadTraced } from "./upload";

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
    await uploadTraced({ gallery, container }, traceId, headers);

    const expected = ["save", ...expectedSpans];
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

const slowReplica: Scenario = {
  name: "a slow replica is the longest span of a read",
  inSample: false,
  async run({ gallery, stored }) {
    const { traceId, headers } = newTrace();
    await readSlowly({ gallery }, headers);
    const ofTrace = () => stored.spans.filter((span) => span.traceId === traceId);
    await stored.until(tracesIn, "the trace of the read", () =>
      ofTrace().some(({ name }) => name === "GET /api/photos"),
    );
    const [longest] = ofTrace()
      .filter(({ name }) => name !== "GET /api/photos")
      .sort((one, other) => other.milliseconds - one.milliseconds);
    expectThat(
      longest?.attributes["gallery.database.node"] === "replica-1" &&
        longest.milliseconds > frozenMilliseconds / 2,
      `the longest span is ${JSON.stringify(longest)}`,
    );
    return `${longest?.name} of replica-1: ${longest?.milliseconds.toFixed(0)} ms`;
  },
};

/** In this order: the last one searches what the others left. */
export const scenarios: readonly Scenario[] = [
  upload,
  slowReplica,
  queries,
  hostile,
  manyLines,
  requests,
  stoppedGateway,
  errors,
  stoppedReceiver,
  cloudWatch,
  aws,
  ...openSearch,
  secrets,
];
