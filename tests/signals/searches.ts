/** The queries for OpenSearch and the searches for Jaeger that the runbooks name, on what was stored. */
import { linesFor, named } from "../docs/commands/lines";
import { readTraceSearch } from "./jaeger-search";
import { linesOf } from "./lines";
import { expectThat, newTrace, type Scenario, tracesIn } from "./scenario";
import { eventually } from "./search";
import { readSlowly } from "./slow-read";
import { uploadWithoutStore } from "./upload";

const ROUTE = "/api/photos";
/** The service of the process that is the API and the page. In the cluster, these are `gallery-api` and `gallery-web`. */
const service = "gallery-all";

export const searches: Scenario = {
  name: "OpenSearch: the queries of the gallery's runbooks find the lines and the traces of a failed and of a slow request",
  inSample: false,
  async run({ gallery, container, useOpenSearch }) {
    const search = await useOpenSearch();
    const [failed, slow] = [newTrace(), newTrace()];
    await readSlowly({ gallery }, slow.headers);
    await uploadWithoutStore(gallery, failed.headers);
    container("api-4").write(linesOf(gallery));
    await eventually(
      60,
      "a line of the failed request is not in OpenSearch",
      () => search.logs({ term: { traceId: failed.traceId } }),
      (lines) => lines.length > 0,
    );
    const queries = linesFor("lucene");
    for (const { file, text } of queries) {
      const found = await search.logsBy(named(text, { ROUTE }));
      expectThat(found.length > 0, `${file}: nothing is found by ${text}`);
      const others = found.filter(({ resource }) => resource["k8s.namespace.name"] !== "gallery");
      expectThat(others.length === 0, `${file}: ${others.length} lines of others are found by ${text}`);
      expectThat(
        !/status|ERROR/.test(text) || found.some(({ traceId }) => traceId === failed.traceId),
        `${file}: the failed request is not found by ${text}`,
      );
    }
    const traces = linesFor("jaeger");
    for (const { file, text } of traces) {
      const wanted = readTraceSearch(named(text, { ROUTE }));
      const { traceId } = wanted.tags.error === "true" ? failed : slow;
      const found = await eventually(
        tracesIn,
        `${file}: the trace ${traceId} is not found by ${text}`,
        () => search.findTraces({ ...wanted, service }),
        (ids) => ids.includes(traceId),
      );
      const other = traceId === failed.traceId ? slow : failed;
      expectThat(!found.includes(other.traceId), `${file}: another request is found by ${text}`);
    }
    return `${queries.length} queries, ${traces.length} searches of traces`;
  },
};
