import {
  MetricEditorMode,
  MetricQueryType,
  MetricsQueryBuilder,
  QueryMode,
} from "@grafana/grafana-foundation-sdk/cloudwatch";
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  VizLegendOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  CustomVariableBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { CloudWatchQuery, DashboardSpec, Panel, Query } from "./spec";

const prometheus = { type: "prometheus", uid: "prometheus" };
const cloudwatch = { type: "cloudwatch", uid: "cloudwatch" };
const height = 8;

/**
 * Builds a dashboard in Grafana's format.
 *
 * @param runbooksUrl URL of the folder with the runbooks, without a trailing slash
 * @param hasTraces whether panels show exemplars
 */
export function buildDashboard(
  { name, title, description, panels, variable }: DashboardSpec,
  runbooksUrl: string,
  hasTraces: boolean,
): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(`groundwork-${name}`)
    .description(description)
    .tags(["groundwork"])
    .readonly()
    .refresh("30s")
    .time({ from: "now-3h", to: "now" })
    .timezone("browser")
    .link(
      new DashboardLinkBuilder("Other questions")
        .type(DashboardLinkType.Dashboards)
        .tags(["groundwork"])
        .asDropdown(true)
        .keepTime(true),
    )
    .link(
      new DashboardLinkBuilder("Runbooks").type(DashboardLinkType.Link).url(runbooksUrl).targetBlank(true),
    );
  if (variable) builder.withVariable(buildVariable(variable));
  for (const panel of panels)
    builder.withPanel(buildPanel(hasTraces ? panel : hideExemplars(panel), runbooksUrl));
  return builder.build();
}

/** Without `allValue`, Grafana joins all values, so that "All" selects no other job. */
const buildVariable = ({ name, label, values }: NonNullable<DashboardSpec["variable"]>) =>
  new CustomVariableBuilder(name)
    .label(label)
    .values(values.join(","))
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: "All", value: "$__all" });

const hideExemplars = (panel: Panel): Panel =>
  "metric" in panel.queries
    ? panel
    : { ...panel, queries: panel.queries.map(({ expr, legend }) => ({ expr, legend })) };

/** Explains a panel. */
const describePanel = ({ description, queries }: Panel) =>
  "metric" in queries || queries.every(({ exemplars }) => exemplars === undefined)
    ? description
    : `${description} A point is a request whose trace is stored, and opens it. Its height is how many seconds the request took.`;

function buildPanel(panel: Panel, runbooksUrl: string): StatBuilder | TimeseriesBuilder {
  const builder = panel.shows === "numbers" ? buildStat() : buildTimeseries(panel);
  builder
    .title(panel.title)
    .description(describePanel(panel))
    .unit(panel.unit)
    .height(height)
    .span(panel.span ?? 12)
    .links(
      (panel.alerts ?? []).map((alert) =>
        new DashboardLinkBuilder(`Runbook: ${alert}`)
          .type(DashboardLinkType.Link)
          .url(`${runbooksUrl}/${alert}.md`)
          .targetBlank(true),
      ),
    );
  if (panel.threshold) builder.thresholds(buildThresholds(panel.threshold));
  if ("metric" in panel.queries)
    return builder.datasource(cloudwatch).withTarget(buildCloudWatchQuery(panel.queries));
  builder.datasource(prometheus);
  for (const [index, query] of panel.queries.entries())
    builder.withTarget(buildPrometheusQuery(query, index, panel));
  return builder;
}

const buildStat = () =>
  new StatBuilder().reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]));

/** Gaps between data points are shown as gaps. */
const buildTimeseries = ({ threshold }: Panel) => {
  const legend = new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom);
  const builder = new TimeseriesBuilder().min(0).fillOpacity(8).spanNulls(false).legend(legend);
  return threshold
    ? builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Line))
    : builder;
};

function buildThresholds({ value, below = false }: NonNullable<Panel["threshold"]>): ThresholdsConfigBuilder {
  const [first, then] = below ? ["red", "green"] : ["green", "red"];
  // The first step has no value: it applies to all values below the second.
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: first },
    { value, color: then },
  ]);
}

function buildPrometheusQuery(
  { expr, legend, exemplars }: Query,
  index: number,
  panel: Panel,
): DataqueryBuilder {
  const query = new DataqueryBuilder()
    .refId(String.fromCharCode(65 + index))
    .expr(exemplars === undefined ? expr : addExemplars(expr, exemplars))
    .legendFormat(legend)
    .datasource(prometheus);
  if (exemplars !== undefined) query.exemplar(true);
  return panel.shows === "numbers" ? query.instant() : query.range();
}

/**
 * Adds a selector that yields no series: Prometheus returns the exemplars of all selectors of an expression, and recorded series have none.
 * https://prometheus.io/docs/prometheus/latest/querying/api/#querying-exemplars
 */
const addExemplars = (expr: string, selector: string) => `${expr}\nor (${selector} unless ${selector})`;

function buildCloudWatchQuery({
  namespace,
  metric,
  statistic,
  dimension,
}: CloudWatchQuery): MetricsQueryBuilder {
  return new MetricsQueryBuilder()
    .refId("A")
    .datasource(cloudwatch)
    .queryMode(QueryMode.Metrics)
    .metricQueryType(MetricQueryType.Search)
    .metricEditorMode(MetricEditorMode.Builder)
    .region("default")
    .namespace(namespace)
    .metricName(metric)
    .statistic(statistic)
    .dimensions({ [dimension]: ["*"] })
    .matchExact(true)
    .period("300")
    .label(`\${PROP('Dim.${dimension}')}`);
}
