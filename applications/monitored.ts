/** The applications as the monitoring knows them. */
import type { ApplicationObjectives, MonitoredApplication } from "../k8s/monitoring/rules/rule";
import { toRatio } from "../settings/ratio";
import type { ApplicationSpec, ServiceObjectives } from "./spec";

/** Lists the applications that Prometheus scrapes. Jobs end before a scrape would find them. */
export const listMonitored = (specs: readonly ApplicationSpec[]): MonitoredApplication[] =>
  specs
    .filter(({ schedule }) => schedule === undefined)
    .map(({ name, port, objectives }) => ({
      name,
      serves: port !== undefined,
      objectives: objectives && toObjectives(objectives),
    }));

/** Converts objectives in percent and milliseconds to ratios and seconds. */
export function toObjectives(objectives: ServiceObjectives): ApplicationObjectives {
  const { availabilityPercent, latencyPercent, latencyMs, latencyMethods = [] } = objectives;
  return {
    availability: toRatio(availabilityPercent),
    latency: toRatio(latencyPercent),
    latencySeconds: latencyMs / 1000,
    methods: latencyMethods,
  };
}
