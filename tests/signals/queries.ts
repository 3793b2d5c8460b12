/** The queries that the runbooks name, on what was stored. */
import { linesFor, named } from "../docs/commands/lines";
import { eventOf, readQuery } from "./insights";
import { linesOf } from "./lines";
import { expectThat, newTrace, type Scenario, tracesIn } from "./scenario";
import { uploadWithoutStore } from "./upload";
import { readExpression } from "./xray";

const route = "/api/photos";

export const queries: Scenario = {
  name: "the queries of the gallery's runbooks find the lines and the trace of a failed request",
  inSample: true,
  async run({ gallery, stored, container }) {
    const { traceId, headers } = newTrace();
    await gallery.client.list();
    await uploadWithoutStore(gallery, headers);
    container("api-2").write(linesOf(gallery));
    const ofTrace = () => stored.spans.filter((span) => span.traceId === traceId);
    await stored.until(30, "a line of the failed request", ({ records }) =>
      records.some((record) => record.traceId === traceId),
    );
    await stored.until(tracesIn, "the trace of the failed request", () =>
      ofTrace().some(({ name }) => name === `POST ${route}`),
    );

    const events = stored.records.map(eventOf);
    const fields = new Set(events.flatMap((event) => Object.keys(event)));
    const texts = linesFor("insights");
    for (const { file, text } of texts) {
      const query = readQuery(named(text, { ROUTE: route }));
      const unknown = query.reads.filter((name) => !fields.has(name));
      expectThat(unknown.length === 0, `${file}: nothing that is stored has ${unknown.join(", ")}`);
      const found = query.find(events);
      expectThat(found.length > 0, `${file}: nothing is found by ${text}`);
      // What shows traces shows that of the failed request, if it asks for failures.
      const asksForErrors = /status|ERROR/.test(text) && query.reads.includes("trace_id");
      expectThat(
        !asksForErrors || found.some((event) => event.trace_id === traceId),
        `${file}: the failed request is not found by ${text}`,
      );
    }
    const attributes = new Set(stored.spans.flatMap((span) => Object.keys(span.attributes)));
    const expressions = linesFor("xray");
    for (const { file, text } of expressions) {
      const { annotations } = readExpression(named(text, { ROUTE: route }));
      const unknown = annotations.filter(({ name }) => !attributes.has(name));
      expectThat(unknown.length === 0, `${file}: no span has ${unknown.map(({ name }) => name).join(", ")}`);
    }
    const server = ofTrace().find(({ name }) => name === `POST ${route}`);
    expectThat(server?.failed === true, "the span of the failed request is no error");
    expectThat(server?.attributes["http.route"] === route, JSON.stringify(server?.attributes));
    return `${texts.length} queries on ${events.length} records, ${expressions.length} expressions on ${stored.spans.length} spans`;
  },
};
