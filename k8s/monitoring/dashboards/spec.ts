import type { DashboardName } from "./names";

/** A question to Prometheus; `legend` names each line by its labels: `{{route}}`. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** A figure of AWS's own, for every resource that has one. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
export interface CloudWatchQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly statistic: "Average" | "Minimum" | "Maximum" | "Sum";
  /** The dimension that tells the lines apart. */
  readonly dimension: string;
}

/** One question. */
export interface Panel {
  /** The question, in a few words. */
  readonly title: string;
  /** What a person should know to read the answer. */
  readonly description: string;
  readonly queries: readonly Query[] | CloudWatchQuery;
  /** Grafana's id of a unit: `reqps`, `percentunit`, `s`, `bytes`, `short`. */
  readonly unit: string;
  /** Lines over time, or one number each. Default: lines. */
  readonly shows?: "lines" | "numbers";
  /** Where it gets serious: as in the alert. `below`: lower is worse. */
  readonly threshold?: { readonly value: number; readonly below?: boolean };
  /** Alerts that watch the same; the panel links to their runbooks. */
  readonly alerts?: readonly string[];
  /** Width in 24ths. Default: 12. */
  readonly span?: number;
}

/** One question, made of smaller ones. */
export interface DashboardSpec {
  readonly name: DashboardName;
  readonly title: string;
  /** The question. */
  readonly description: string;
  readonly panels: readonly Panel[];
}
