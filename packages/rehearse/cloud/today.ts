/**
 * The date with which the support dates of versions are compared, as `YYYY-MM-DD`: the environment variable
 * `GROUNDWORK_TODAY`, or the clock's date in UTC.
 *
 * @throws Error if the variable is not a date
 */
export function today(env: NodeJS.ProcessEnv = process.env): string {
  const given = env.GROUNDWORK_TODAY;
  if (given === undefined || given === "") return new Date().toISOString().slice(0, 10);
  const date = new Date(`${given}T00:00:00Z`);
  // A date such as 2026-02-30 is moved into the next month.
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(given) ||
    Number.isNaN(date.getTime()) ||
    !date.toISOString().startsWith(given)
  )
    throw new Error(`GROUNDWORK_TODAY is "${given}"; it must be a date such as 2026-11-26, or not set`);
  return given;
}

/** The days from one date to another, both as `YYYY-MM-DD`. */
export function daysBetween(one: string, other: string): number {
  return Math.round((Date.parse(other) - Date.parse(one)) / 86_400_000);
}
