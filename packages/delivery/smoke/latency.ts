/** The stack's latency objective: the share of requests that must be answered within a time. */
export interface LatencyObjective {
  /** Share of the requests, in percent, such as 99. */
  readonly percent: number;
  readonly milliseconds: number;
}

/**
 * The value that a share of all values does not exceed (nearest rank): of 100 values the 99th for 99.
 *
 * @param values at least one
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.POSITIVE_INFINITY;
}
