import { buildPrometheusGroups, type Links } from "../../../../k8s/monitoring/rules";
import type { RuleOptions } from "../../../../k8s/monitoring/rules/rule";
import { realTime } from "../../../../k8s/monitoring/rules/timing";

const objectives = { availability: 0.995, latency: 0.96, latencySeconds: 0.25, methods: ["GET"] };

/** The options of a stack with default settings, and with two services and a worker. */
export const options: RuleOptions = {
  objectives: { availability: 0.999, latency: 0.99, latencySeconds: 0.5 },
  maxLagSeconds: 5,
  namespace: "gallery",
  applications: [
    { name: "orders", serves: true, objectives: { ...objectives, latency: 0.95 } },
    { name: "shop", serves: true, objectives: { ...objectives, availability: 0.99, methods: [] } },
    { name: "packer", serves: false },
  ],
  releases: { stepSeconds: 300, totalSeconds: 900 },
  telemetry: true,
  traces: true,
  timing: realTime,
};

export const links: Links = {
  runbooks: "https://example.com/docs/runbooks",
  grafana: "http://localhost:3000",
};

export const groups = buildPrometheusGroups(options, links);
