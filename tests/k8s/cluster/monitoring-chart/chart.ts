/** For tests with the chart kube-prometheus-stack in the version that the program installs. */

/** Folder of the chart. setup.ts sets it, and prints the reason when there is none. */
export const chartFolder = process.env.GROUNDWORK_CHART ?? "";

/** `describe` for tests that need the chart: skipped if it is not available. */
export const withChart = chartFolder === "" ? describe.skip : describe;

/**
 * Paths of values that the chart does not know, and would silently ignore. Below an empty map or list of the chart,
 * every value is accepted: the chart passes it on.
 */
export function unknownValues(values: unknown, known: unknown, path = ""): string[] {
  if (!isMap(values) || !isMap(known) || Object.keys(known).length === 0) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    key in known ? unknownValues(value, known[key], `${path}${key}.`) : [`${path}${key}`],
  );
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
