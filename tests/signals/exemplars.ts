/** From a point of a panel to its trace, and from the trace to its log lines. */
import { LocalPrometheus } from "@groundwork/testbed/prometheus/local";
import { buildDashboardFiles } from "../../k8s/monitoring/dashboards";
import { createJaegerScrapeConfigs, requestsJob } from "../../k8s/monitoring/scrape";
import { createJaegerSource } from "../../k8s/monitoring/values/data-sources";
import { exemplarStorage } from "../../k8s/monitoring/values/prometheus";
import { traceLabel } from "../../k8s/telemetry/stored-requests";
import { linesOf } from "./lines";
import { expectThat, newTrace, type Scenario, tracesIn } from "./scenario";
import { eventually, type Search } from "./search";
import type { Stage } from "./stage";
import { uploadTraced, uploadWithoutStore } from "./upload";

/** Seconds until Jaeger has measured a stored request (30), Prometheus has read it, and for a busy machine. */
const measuredIn = 90;

/** A query of a panel with exemplars. */
interface PointQuery {
  readonly title: string;
  readonly expr: string;
}

export const exemplars: Scenario = {
  name: "OpenSearch: a point of the gallery's panels opens its trace in Jaeger, the trace its log lines, and a line its trace",
  inSample: false,
  async run(stage) {
    const search = await stage.useOpenSearch();
    const prometheus = await scrapeRequests(search);
    try {
      const { succeeded, failed } = await requestTwice(stage);
      const expected: Readonly<Record<string, readonly string[]>> = {
        "What fails?": [failed],
        "How long does it take?": [succeeded, failed],
      };
      const queries = findPointQueries();
      expectThat(queries.length === Object.keys(expected).length, JSON.stringify(queries));
      for (const { title, expr } of queries) {
        const traces = await eventually(
          tracesIn + measuredIn,
          `${title} has no point of ${expected[title]?.join(", ")}`,
          async () => (await prometheus.exemplars(expr)).map(({ [traceLabel]: id }) => id ?? ""),
          (ids) => (expected[title] ?? [""]).every((id) => ids.includes(id)),
        );
        expectThat(
          title !== "What fails?" || !traces.includes(succeeded),
          `${title} has a point of a request that succeeded`,
        );
        const drawn = (await prometheus.query(expr)).filter(({ metric }) => "le" in metric);
        expectThat(drawn.length === 0, `${title} draws ${drawn.length} series of the histogram`);
        for (const id of traces) await openTrace(search, id);
      }
      const counts = await Promise.all([succeeded, failed].map((id) => openLines(search, id)));
      return `${queries.length} panels, ${counts.join(" and ")} lines of the traces of two points`;
    } finally {
      await prometheus.stop();
    }
  },
};

/** Starts Prometheus, which scrapes Jaeger's metrics of requests as deployed. */
function scrapeRequests({ requests }: Search): Promise<LocalPrometheus> {
  const scrape = createJaegerScrapeConfigs().find(({ job_name }) => job_name === requestsJob);
  return LocalPrometheus.start({
    groups: [],
    targets: [
      {
        address: requests,
        labels: { job: requestsJob },
        metricRelabelConfigs: scrape?.metric_relabel_configs ?? [],
      },
    ],
    intervalSeconds: 5,
    features: [exemplarStorage],
  });
}

/** Sends an upload that succeeds and one that fails. @returns their traces */
async function requestTwice({
  gallery,
  container,
}: Pick<Stage, "gallery" | "container">): Promise<{ succeeded: string; failed: string }> {
  const [succeeded, failed] = [newTrace(), newTrace()];
  await uploadTraced({ gallery, container }, succeeded.traceId, succeeded.headers);
  await uploadWithoutStore(gallery, failed.headers);
  container("api-3").write(linesOf(gallery).filter((line) => line.includes(failed.traceId)));
  return { succeeded: succeeded.traceId, failed: failed.traceId };
}

/** The queries of the dashboard Gallery that ask for exemplars. */
function findPointQueries(): readonly PointQuery[] {
  const [dashboard] = buildDashboardFiles("", true, [], false, true, true).filter(
    ({ name }) => name === "gallery",
  );
  const { panels } = JSON.parse(dashboard?.json ?? "") as {
    panels: { title: string; targets: { expr?: string; exemplar?: boolean }[] }[];
  };
  return panels.flatMap(({ title, targets }) =>
    targets.flatMap(({ expr = "", exemplar }) => (exemplar ? [{ title, expr }] : [])),
  );
}

/** Opens a trace in Jaeger, as Grafana does with the label of a point. Every point has a stored trace. */
async function openTrace(search: Search, id: string): Promise<void> {
  await eventually(
    30,
    `Jaeger does not have the trace ${id} of a point`,
    () => search.traceOf(id),
    ({ spans }) => spans.length > 0,
  );
}

/** Opens the log lines of a trace by the link of Grafana's data source, and the trace again by a line. @returns the number of lines */
async function openLines(search: Search, id: string): Promise<number> {
  const { query } = createJaegerSource().jsonData.tracesToLogsV2;
  // As Grafana reads its file, and then the link.
  const lucene = query.replaceAll("$$", "$").replace(`\${__trace.traceId}`, id);
  expectThat(lucene === `traceId:"${id}"`, query);
  const lines = await eventually(
    60,
    `no line is found by ${lucene}`,
    () => search.logsBy(lucene),
    (found) => found.length > 0,
  );
  for (const { traceId } of lines) expectThat(traceId === id, `a line of ${traceId} is found by ${lucene}`);
  await openTrace(search, lines[0]?.traceId ?? "");
  return lines.length;
}
