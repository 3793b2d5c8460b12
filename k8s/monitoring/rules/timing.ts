/** How long windows and waits are. A test that cannot wait for hours makes all of them shorter at once. */
export interface Timing {
  /** By what everything is divided. */
  readonly speedup: number;
  /** Seconds between two evaluations, and two scrapes. */
  readonly intervalSeconds: number;
}

export const realTime: Timing = { speedup: 1, intervalSeconds: 30 };

const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** A duration such as `30m` in seconds. */
export function secondsOf(duration: string): number {
  const [, digits, unit] = /^(\d+)([dhms])$/.exec(duration) ?? [];
  const seconds = units.find(([name]) => name === unit)?.[1];
  if (digits === undefined || seconds === undefined) throw new Error(`${duration} is no duration`);
  return Number(digits) * seconds;
}

/** How Prometheus writes it: `1h`, `90s`, `1500ms`. */
export function format(seconds: number): string {
  if (seconds === 0) return "0s";
  const unit = units.find(([, size]) => seconds % size === 0);
  return unit ? `${seconds / unit[1]}${unit[0]}` : `${Math.round(seconds * 1000)}ms`;
}

/** A window for `rate` and the like: it must hold several scrapes, however short the rest gets. */
export function window(duration: string, { speedup, intervalSeconds }: Timing): string {
  return format(Math.max(secondsOf(duration) / speedup, speedup === 1 ? 0 : 5 * intervalSeconds));
}

/** How long a condition has to hold: several evaluations, so that a few missed scrapes of a busy machine are no alarm. */
export function hold(duration: string, { speedup, intervalSeconds }: Timing): string {
  return format(Math.max(secondsOf(duration) / speedup, speedup === 1 ? 0 : 6 * intervalSeconds));
}

/** How long a message waits. */
export function wait(duration: string, { speedup }: Timing): string {
  return format(secondsOf(duration) / speedup);
}
