import { database } from "./database";
import { delivery } from "./delivery";
import { monitoring } from "./monitoring";
import { nodes } from "./nodes";
import { pods } from "./pods";
import { red } from "./red";
import { isAlert, type Rule, type RuleGroup, type RuleOptions } from "./rule";
import { slo } from "./slo";
import { format, hold } from "./timing";

/** All rules of the platform. */
export function ruleGroups(options: RuleOptions): readonly RuleGroup[] {
  return [slo, red, database, nodes, pods, delivery, monitoring].map((group) => group(options));
}

/** Where the links in alerts lead. */
export interface Links {
  /** Folder of the runbooks, without a slash at its end. */
  readonly runbooks: string;
  /** Address of Grafana, without a slash at its end. */
  readonly grafana: string;
}

/** A group as Prometheus reads it from a rule file. */
export interface PrometheusGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
}

/** The rules as Prometheus reads them. */
export function prometheusGroups(options: RuleOptions, links: Links): PrometheusGroup[] {
  return ruleGroups(options).map(({ name, rules }) => ({
    name,
    interval: format(options.timing.intervalSeconds),
    rules: rules.map((rule) => toPrometheus(rule, options, links)),
  }));
}

function toPrometheus(rule: Rule, { timing }: RuleOptions, links: Links): Record<string, unknown> {
  if (!isAlert(rule)) return { record: rule.record, expr: rule.expr };
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.for === undefined ? {} : { for: hold(rule.for, timing) }),
    labels: { severity: rule.severity },
    annotations: {
      summary: rule.summary,
      runbook_url: `${links.runbooks}/${rule.alert}.md`,
      dashboard_url: `${links.grafana}/d/groundwork-${rule.dashboard}`,
    },
  };
}
