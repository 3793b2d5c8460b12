/** Grafana's data sources, besides those of the chart. */
import * as pulumi from "@pulumi/pulumi";
import { jaegerHost, ports } from "../../telemetry/addresses";
import { logStream } from "../../telemetry/log-store";

/** Where the data sources read. */
interface Sources {
  readonly region: string;
  /**
   * Base URL of the OpenSearch domain with logs, beside which Jaeger runs.
   *
   * @default there is none
   */
  readonly openSearchUrl?: pulumi.Input<string> | undefined;
}

/** Builds the data sources. Without OpenSearch, no value is only known after an update. */
export function buildDataSources({ region, openSearchUrl }: Sources): pulumi.Input<object[]> {
  const cloudWatch = createCloudWatchSource(region);
  if (openSearchUrl === undefined) return [cloudWatch];
  return pulumi
    .output(openSearchUrl)
    .apply((url) => [cloudWatch, createJaegerSource(), createOpenSearchSource(url, region)]);
}

/** The plugin that reads OpenSearch, which Grafana's image does not have. https://grafana.com/grafana/plugins/grafana-opensearch-datasource/ */
export const openSearchPlugin = { id: "grafana-opensearch-datasource", version: "2.34.4" } as const;
/**
 * Plugins that Grafana would also download, besides the data sources of the platform.
 * https://github.com/grafana/grafana/blob/main/pkg/setting/setting_plugins.go
 */
export const unusedPlugins = [
  ...["advisor", "exploretraces", "lokiexplore", "metricsdrilldown", "pyroscope"].map(
    (app) => `grafana-${app}-app`,
  ),
  ...["elasticsearch", "influxdb", "loki", "mssql", "mysql", "opentsdb", "stackdriver", "tempo", "zipkin"],
  ...["grafana-postgresql-datasource", "grafana-pyroscope-datasource"],
] as const;
/** Where Grafana downloads plugins. */
export const pluginHosts = ["grafana.com", "storage.googleapis.com"] as const;

/** Grafana replaces variables in its files, and `$$` by `$`. https://grafana.com/docs/grafana/latest/administration/provisioning/ */
const escapeVariable = (text: string) => text.replace("$", "$$$$");

/** Identifiers of the data sources, by which links find them. */
export const uids = { traces: "jaeger", logs: "opensearch" } as const;
const common = { access: "proxy", editable: false } as const;

/**
 * Creates the data source for RDS metrics. `default` is the credential chain of the AWS SDK, which supports Pod Identity.
 * https://grafana.com/docs/grafana/latest/datasources/aws-cloudwatch/configure/
 */
const createCloudWatchSource = (region: string) => ({
  name: "CloudWatch",
  uid: "cloudwatch",
  type: "cloudwatch",
  access: "proxy",
  editable: false,
  jsonData: { authType: "default", defaultRegion: region },
});

/**
 * Creates the data source for traces. A span links to the log lines of its trace.
 * https://grafana.com/docs/grafana/latest/datasources/jaeger/
 */
export const createJaegerSource = () => ({
  name: "Jaeger",
  uid: uids.traces,
  type: "jaeger",
  ...common,
  url: `http://${jaegerHost}:${ports.query}`,
  jsonData: {
    tracesToLogsV2: {
      datasourceUid: uids.logs,
      spanStartTimeShift: "-5m",
      spanEndTimeShift: "5m",
      customQuery: true,
      query: escapeVariable(`traceId:"\${__trace.traceId}"`),
    },
  },
});

/**
 * Creates the data source for logs. A log line links to its trace. It signs requests with Grafana's role.
 * https://grafana.com/docs/plugins/grafana-opensearch-datasource/latest/configure/
 */
const createOpenSearchSource = (url: string, region: string) => ({
  name: "OpenSearch",
  uid: uids.logs,
  type: openSearchPlugin.id,
  ...common,
  url,
  jsonData: {
    database: logStream,
    flavor: "opensearch",
    version: "2.19.0",
    timeField: "@timestamp",
    logMessageField: "body",
    logLevelField: "severityText",
    pplEnabled: false,
    ...{ sigV4Auth: true, sigV4AuthType: "default", sigV4Region: region, serverless: false },
    dataLinks: [{ field: "traceId", url: escapeVariable(`\${__value.raw}`), datasourceUid: uids.traces }],
  },
});
