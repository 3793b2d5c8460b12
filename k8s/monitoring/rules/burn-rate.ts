/**
 * When an error budget burns too fast, as chapter 5 of the SRE workbook recommends for objectives over 30 days: the
 * long window says that it matters, the short one that it still goes on.
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
export interface BurnRate {
  readonly long: string;
  readonly short: string;
  /** How many times faster than what would use the budget up in exactly 30 days. */
  readonly factor: number;
}

/** 2 % of the budget in an hour, 5 % in six: somebody gets up. */
export const pages: readonly BurnRate[] = [
  { long: "1h", short: "5m", factor: 14.4 },
  { long: "6h", short: "30m", factor: 6 },
];

/** 10 % of the budget in three days: somebody looks into it. */
export const tickets: readonly BurnRate[] = [{ long: "3d", short: "6h", factor: 1 }];

/** Every window that the burn rates look at, shortest first; the first is measured, the others are averages of it. */
export const windows = ["5m", "30m", "1h", "6h", "3d"] as const;

/** The condition under which one of the burn rates is exceeded. `ratio` names the recorded error ratio of a window. */
export function burning(
  rates: readonly BurnRate[],
  ratio: (window: string) => string,
  target: number,
): string {
  const budget = Number((1 - target).toFixed(6));
  return rates
    .map(({ long, short, factor }) => {
      const limit = Number((factor * budget).toFixed(8));
      return `(${ratio(long)} > ${limit} and ${ratio(short)} > ${limit})`;
    })
    .join("\nor\n");
}
