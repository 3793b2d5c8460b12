import type { DashboardName } from "../dashboards/names";
import type { Timing } from "./timing";

/**
 * critical: affects users and pages the on-call engineer. warning: for the next working day. none: a heartbeat, which shows
 * that alerting works.
 */
type Severity = "critical" | "warning" | "none";

/** An alerting rule. Its runbook is docs/runbooks/NAME.md. */
export interface Alert {
  /** Name of the alert. */
  readonly alert: string;
  /** PromQL expression. Each series in its result is a separate alert. */
  readonly expr: string;
  /**
   * How long the condition must hold before the alert fires.
   *
   * @default the alert fires immediately
   * @example "5m"
   */
  readonly for?: string;
  readonly severity: Severity;
  /** One simple sentence for the on-call engineer. Can contain `{{ $labels.… }}` and `{{ $value }}`. */
  readonly summary: string;
  /** Dashboard to open first. */
  readonly dashboard: DashboardName;
  /**
   * Labels of the alert, besides its severity and those of the expression.
   *
   * @default none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A recording rule, for expressions that rules and dashboards use often. */
export interface Recording {
  /** Name, as `level:metric:operation`. https://prometheus.io/docs/practices/rules/ */
  readonly record: string;
  readonly expr: string;
  /**
   * Labels of the series, besides those of the expression.
   *
   * @default none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

export type Rule = Alert | Recording;

/** Rules that Prometheus evaluates in order: a rule can use the recordings before it. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** Service level objectives as ratios: 0.999 is 99.9 %. */
export interface Objectives {
  /** Ratio of requests without a server error, over 30 days. */
  readonly availability: number;
  /** Ratio of reads that take at most `latencySeconds`, over 30 days. */
  readonly latency: number;
  /** Maximum duration of a fast read, in seconds: one of the application's histogram buckets. */
  readonly latencySeconds: number;
}

/** Objectives of an application beside the gallery. */
export interface ApplicationObjectives extends Objectives {
  /** Methods of the requests that `latency` covers. Empty: all requests. */
  readonly methods: readonly string[];
}

/** An application beside the gallery, whose pods Prometheus scrapes as a job with its name. */
export interface MonitoredApplication {
  readonly name: string;
  /** Whether it serves requests. A worker does not. */
  readonly serves: boolean;
  /**
   * @default no alerts on its requests
   */
  readonly objectives?: ApplicationObjectives | undefined;
}

/** Durations of the releases of a stack's applications, in seconds. */
export interface ReleaseTimes {
  /** The longest step. */
  readonly stepSeconds: number;
  /** The longest release, without waits for a result. */
  readonly totalSeconds: number;
}

/** Parameters of the rules. */
export interface RuleOptions {
  readonly objectives: Objectives;
  /** Replication lag above which the application does not use a replica, in seconds (DATABASE_MAX_LAG_SECONDS). */
  readonly maxLagSeconds: number;
  /** Namespace of the gallery. */
  readonly namespace: string;
  /**
   * Applications beside the gallery.
   *
   * @default none
   */
  readonly applications?: readonly MonitoredApplication[];
  /**
   * Durations of the releases that the controller performs, which asks Prometheus.
   *
   * @default rolling updates only
   */
  readonly releases?: ReleaseTimes | undefined;
  /**
   * Whether the Collector of logs and traces runs.
   *
   * @default false
   */
  readonly telemetry?: boolean;
  /**
   * Whether Jaeger runs.
   *
   * @default false
   */
  readonly traces?: boolean;
  readonly timing: Timing;
}

export const isAlert = (rule: Rule): rule is Alert => "alert" in rule;
