import type { DashboardName } from "../dashboards/names";
import { buildApplicationGroups } from "./applications";
import { database } from "./database";
import { delivery } from "./delivery";
import { monitoring } from "./monitoring";
import { nodes } from "./nodes";
import { pods } from "./pods";
import { red } from "./red";
import { releases } from "./releases";
import { isAlert, type Rule, type RuleGroup, type RuleOptions } from "./rule";
import { slo } from "./slo";
import { telemetry } from "./telemetry";
import { formatDuration, scaleHold } from "./timing";

/** Rules that use the metrics or the objects of the gallery. Without a gallery, they would fire all the time, or never. */
const ofGallery = [slo, red, database, delivery];

/**
 * Builds the rules of the platform.
 *
 * @param hasGallery whether the stack runs the gallery. Default: true
 */
export function buildRuleGroups(options: RuleOptions, hasGallery = true): readonly RuleGroup[] {
  const groups = [slo, red, database, nodes, pods, delivery, monitoring]
    .filter((group) => hasGallery || !ofGallery.includes(group))
    .map((group) => group(options));
  return [
    ...groups,
    ...buildApplicationGroups(options),
    ...(options.releases === undefined ? [] : [releases(options.releases)]),
    ...(options.telemetry ? [telemetry(options)] : []),
  ];
}

/** Targets of the links in alerts. */
export interface Links {
  /** URL of the folder with the runbooks, without a trailing slash. */
  readonly runbooks: string;
  /** URL of Grafana, without a trailing slash. */
  readonly grafana: string;
}

/** A rule group in Prometheus's format. */
export interface PrometheusGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
}

/** Builds the rules in Prometheus's format. See {@link buildRuleGroups}. */
export function buildPrometheusGroups(
  options: RuleOptions,
  links: Links,
  hasGallery = true,
): PrometheusGroup[] {
  return buildRuleGroups(options, hasGallery).map(({ name, rules }) => ({
    name,
    interval: formatDuration(options.timing.intervalSeconds),
    rules: rules.map((rule) => toPrometheus(rule, options, links)),
  }));
}

/** Selects what an alert is about on a dashboard with a variable. https://grafana.com/docs/grafana/latest/dashboards/variables/ */
const selectOn: Partial<Record<DashboardName, string>> = {
  applications: "?var-application={{ $labels.job }}",
};

function toPrometheus(rule: Rule, { timing }: RuleOptions, links: Links): Record<string, unknown> {
  if (!isAlert(rule)) return { ...rule };
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.for === undefined ? {} : { for: scaleHold(rule.for, timing) }),
    labels: { severity: rule.severity, ...rule.labels },
    annotations: {
      summary: rule.summary,
      runbook_url: `${links.runbooks}/${rule.alert}.md`,
      dashboard_url: `${links.grafana}/d/groundwork-${rule.dashboard}${selectOn[rule.dashboard] ?? ""}`,
    },
  };
}
