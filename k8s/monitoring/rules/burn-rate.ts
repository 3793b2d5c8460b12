/**
 * A threshold on how fast an error budget burns, as chapter 5 of the SRE workbook recommends for objectives over 30 days:
 * the long window shows that the burn rate is significant, the short window that it is still high.
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
export interface BurnRate {
  readonly long: string;
  readonly short: string;
  /** Multiple of the rate that uses up the budget in exactly 30 days. */
  readonly factor: number;
}

/** Critical: 2 % of the budget within one hour, or 5 % within six hours. */
export const pages: readonly BurnRate[] = [
  { long: "1h", short: "5m", factor: 14.4 },
  { long: "6h", short: "30m", factor: 6 },
];

/** Warning: 10 % of the budget within three days. */
export const tickets: readonly BurnRate[] = [{ long: "3d", short: "6h", factor: 1 }];

/** All windows of the burn rates, shortest first. The first is measured; the others are averages of it. */
export const windows = ["5m", "30m", "1h", "6h", "3d"] as const;

/** The share of requests that an objective does not cover, without floating-point error: 0.001 for 0.999. */
export const budgetOf = (target: number): number => Number((1 - target).toFixed(6));

/** Builds the condition that one of the burn rates is exceeded. `ratio` names the recorded error ratio of a window. */
export function buildBurnCondition(
  rates: readonly BurnRate[],
  ratio: (window: string) => string,
  target: number,
): string {
  const budget = budgetOf(target);
  return rates
    .map(({ long, short, factor }) => {
      const limit = Number((factor * budget).toFixed(8));
      return `(${ratio(long)} > ${limit} and ${ratio(short)} > ${limit})`;
    })
    .join("\nor\n");
}
