/** Formats numbers for the report. */

/** `1 h 5 min`, `19 min`, `45 s`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `$401`; below ten dollars with cents. */
export function dollars(usd: number): string {
  const amount = Math.abs(usd);
  const digits = amount !== 0 && amount < 10 ? 2 : 0;
  return `${usd < 0 ? "−" : ""}$${amount.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** Formats a difference with its sign. */
export function signed(value: number, write: (value: number) => string): string {
  if (value === 0) return "±0";
  return value > 0 ? `+${write(value)}` : `−${write(-value)}`;
}

/** `1 resource`, `2 resources`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
