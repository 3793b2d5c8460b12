/** For tests with the chart kube-prometheus-stack in the version that the program installs. */
import { isProperties } from "@groundwork/rehearse/cloud/paths";
import { inCluster } from "@groundwork/testbed/control-plane/in-cluster";

/** Folder of the chart. setup.ts sets it, and prints the reason when there is none. */
export const chartFolder = process.env.GROUNDWORK_CHART ?? "";

/** `describe` for tests that need the chart: skipped if it is not available, or Helm and the control plane are not. */
export const withChart = chartFolder === "" ? describe.skip : inCluster;

/**
 * Paths of values that the chart does not know, and would silently ignore. Below an empty map or list of the chart,
 * every value is accepted: the chart passes it on.
 */
export function unknownValues(values: unknown, known: unknown, path = ""): string[] {
  if (!isProperties(values) || !isProperties(known) || Object.keys(known).length === 0) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    key in known ? unknownValues(value, known[key], `${path}${key}.`) : [`${path}${key}`],
  );
}
