/** The alerts about the Collector, on the metrics of the gateway that runs here. */
import { setTimeout as sleep } from "node:timers/promises";
import { LocalPrometheus } from "@groundwork/testbed/prometheus/local";
import { buildPrometheusGroups } from "../../k8s/monitoring/rules";
import { queueUse } from "../../k8s/monitoring/rules/telemetry";
import { gateway } from "../../k8s/telemetry/addresses";
import { links, options } from "../k8s/monitoring/prometheus/options";
import type { CollectorProcess } from "./collector";
import { expectThat } from "./scenario";
import { eventually } from "./search";

/** The rules with windows of one minute instead of five. */
const timing = { speedup: 5, intervalSeconds: 5 };
const window = 60;
/** Seconds until an alert that holds for half a minute fires, for a busy machine. */
const firesIn = 120;

/**
 * A real Prometheus with the deployed rules about the Collector, which scrapes the gateway. Resolves after one window: a counter that a
 * pod has when Prometheus begins to scrape it is not new to the rules.
 */
export async function watchGateway({ ports }: Pick<CollectorProcess, "ports">) {
  const prometheus = await LocalPrometheus.start({
    groups: buildPrometheusGroups({ ...options, timing }, links).filter(({ name }) => name === "telemetry"),
    targets: [
      {
        address: `127.0.0.1:${ports.metrics}`,
        labels: { job: gateway.name, pod: `${gateway.name}-0` },
      },
    ],
    intervalSeconds: timing.intervalSeconds,
  });
  await sleep((window + 2 * timing.intervalSeconds) * 1000);
  return {
    /** Waits for an alert about the gateway. */
    async untilFiring(alert: string): Promise<void> {
      const expr = `ALERTS{alertstate="firing", alertname="${alert}", job="${gateway.name}"}`;
      await eventually(
        firesIn,
        `${alert} does not fire`,
        () => prometheus.query(expr),
        (found) => found.length === 1,
      );
    },
    /** Expects that the queues of spans and of log records are more than half full, for which TelemetryQueueFilling waits ten minutes. */
    async expectFullQueues(): Promise<void> {
      const full = (await prometheus.query(`${queueUse} > 0.5`)).map(({ metric }) => metric.data_type);
      expectThat(full.includes("traces") && full.includes("logs"), `more than half full: ${full.join(", ")}`);
    },
    stop: () => prometheus.stop(),
  };
}
