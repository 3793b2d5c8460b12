/** Scale of all durations. Tests use it to shorten hours to seconds. */
export interface Timing {
  /** Divisor of all durations. */
  readonly speedup: number;
  /** Interval of evaluations and scrapes, in seconds. */
  readonly intervalSeconds: number;
}

export const realTime: Timing = { speedup: 1, intervalSeconds: 30 };

const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** Converts a duration such as `30m` to seconds. */
function parseDuration(duration: string): number {
  const [, digits, unit] = /^(\d+)([dhms])$/.exec(duration) ?? [];
  const seconds = units.find(([name]) => name === unit)?.[1];
  if (digits === undefined || seconds === undefined)
    throw new Error(`invalid duration ${duration}: it must be a whole number and d, h, m or s, such as 30m`);
  return Number(digits) * seconds;
}

/** Formats a duration for Prometheus: `1h`, `90s`, `1500ms`. */
export function formatDuration(seconds: number): string {
  if (seconds === 0) return "0s";
  const unit = units.find(([, size]) => seconds % size === 0);
  return unit ? `${seconds / unit[1]}${unit[0]}` : `${Math.round(seconds * 1000)}ms`;
}

/** Scales the window of `rate` and similar functions. It always contains several scrapes. */
export function scaleWindow(duration: string, { speedup, intervalSeconds }: Timing): string {
  return formatDuration(Math.max(parseDuration(duration) / speedup, speedup === 1 ? 0 : 5 * intervalSeconds));
}

/** Scales the `for` of an alert. It always spans several evaluations, so that a few missed scrapes do not fire the alert. */
export function scaleHold(duration: string, { speedup, intervalSeconds }: Timing): string {
  return formatDuration(Math.max(parseDuration(duration) / speedup, speedup === 1 ? 0 : 6 * intervalSeconds));
}

/** Scales the duration between two notifications. */
export function scaleDuration(duration: string, { speedup }: Timing): string {
  return formatDuration(parseDuration(duration) / speedup);
}
