import type { DashboardName } from "./names";

/** A Prometheus query. */
export interface Query {
  /** PromQL expression. */
  readonly expr: string;
  /** Name of each series, with its labels: `{{route}}`. */
  readonly legend: string;
  /**
   * Selector of a histogram whose exemplars are points of the panel, if Jaeger runs. Each opens its trace.
   *
   * @default no points
   */
  readonly exemplars?: string | undefined;
}

/** A CloudWatch metric of all resources that have it. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
export interface CloudWatchQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly statistic: "Average" | "Minimum" | "Maximum" | "Sum";
  /** Dimension that identifies each series. */
  readonly dimension: string;
}

/** A panel of a dashboard. */
export interface Panel {
  /** A short question, which the panel answers. */
  readonly title: string;
  /** Explains the panel to its readers. */
  readonly description: string;
  readonly queries: readonly Query[] | CloudWatchQuery;
  /** Grafana's id of the unit: `reqps`, `percentunit`, `s`, `bytes`, `short`. */
  readonly unit: string;
  /**
   * Lines over time, or the last value of each series as a number.
   *
   * @default "lines"
   */
  readonly shows?: "lines" | "numbers";
  /** Threshold of the alert. `below`: values below it are bad. */
  readonly threshold?: { readonly value: number; readonly below?: boolean };
  /** Alerts on the same data. The panel links to their runbooks. */
  readonly alerts?: readonly string[];
  /**
   * Width, of 24 columns.
   *
   * @default 12
   */
  readonly span?: number;
}

/** A dashboard. */
export interface DashboardSpec {
  readonly name: DashboardName;
  readonly title: string;
  /** The question that the dashboard answers. */
  readonly description: string;
  readonly panels: readonly Panel[];
  /**
   * Limits the dashboard to some of these values, all at first. Queries contain `=~"$NAME"`.
   *
   * @default none
   */
  readonly variable?: { readonly name: string; readonly label: string; readonly values: readonly string[] };
}
