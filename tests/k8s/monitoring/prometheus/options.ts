import { buildPrometheusGroups, type Links } from "../../../../k8s/monitoring/rules";
import type { RuleOptions } from "../../../../k8s/monitoring/rules/rule";
import { realTime } from "../../../../k8s/monitoring/rules/timing";

/** The options of a stack with default settings. */
export const options: RuleOptions = {
  objectives: { availability: 0.999, latency: 0.99, latencySeconds: 0.5 },
  maxLagSeconds: 5,
  namespace: "gallery",
  timing: realTime,
};

export const links: Links = {
  runbooks: "https://example.com/docs/runbooks",
  grafana: "http://localhost:3000",
};

export const groups = buildPrometheusGroups(options, links);
