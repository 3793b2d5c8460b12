import type { DashboardName } from "../dashboards/names";
import type { Timing } from "./timing";

/**
 * critical: wakes a person, because users notice. warning: for the next working day. none: no alarm at all, but the
 * sign that alarms work.
 */
export type Severity = "critical" | "warning" | "none";

/** A condition that a person has to do something about. Its runbook is docs/runbooks/NAME.md. */
export interface Alert {
  readonly alert: string;
  /** PromQL; every series of the answer is an alert of its own. */
  readonly expr: string;
  /** How long it has to hold before anyone is told, such as `5m`. Default: not at all. */
  readonly for?: string;
  readonly severity: Severity;
  /** One sentence that a person understands at three in the morning. May use `{{ $labels.… }}` and `{{ $value }}`. */
  readonly summary: string;
  /** Where to look first. */
  readonly dashboard: DashboardName;
}

/** A number that is computed once, for rules and dashboards that ask for it often. */
export interface Recording {
  /** `level:metric:operation`. https://prometheus.io/docs/practices/rules/ */
  readonly record: string;
  readonly expr: string;
}

export type Rule = Alert | Recording;

/** Rules that are evaluated one after the other: a rule sees what those before it recorded. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** What service was promised; 0.999 is 99.9 %. */
export interface Objectives {
  /** Share of requests that are answered without a server's error, over 30 days. */
  readonly availability: number;
  /** Share of reads that are answered within `latencySeconds`, over 30 days. */
  readonly latency: number;
  /** One of the bounds of the application's histogram buckets. */
  readonly latencySeconds: number;
}

/** What the rules depend on. */
export interface RuleOptions {
  readonly objectives: Objectives;
  /** Seconds behind the primary from which on the application leaves a replica out (DATABASE_MAX_LAG_SECONDS). */
  readonly maxLagSeconds: number;
  /** Namespace of the gallery. */
  readonly namespace: string;
  readonly timing: Timing;
}

export const isAlert = (rule: Rule): rule is Alert => "alert" in rule;
